"""The typefaces of the agreements, from pinned npm packages: only the faces that a document uses."""

import shutil
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ROOT / "node_modules" / "@expo-google-fonts"

# Latin, Greek, Cyrillic and their marks; for names the scripts of Japanese, Korean and Chinese, and of those whose
# typefaces are small; emoji, which some companies carry in their names, without colour.
FACES = (
    "noto-sans/400Regular/NotoSans_400Regular.ttf",
    "noto-sans/700Bold/NotoSans_700Bold.ttf",
    "noto-sans-arabic/400Regular/NotoSansArabic_400Regular.ttf",
    "noto-sans-hebrew/400Regular/NotoSansHebrew_400Regular.ttf",
    "noto-sans-armenian/400Regular/NotoSansArmenian_400Regular.ttf",
    "noto-sans-bengali/400Regular/NotoSansBengali_400Regular.ttf",
    "noto-sans-devanagari/400Regular/NotoSansDevanagari_400Regular.ttf",
    "noto-sans-ethiopic/400Regular/NotoSansEthiopic_400Regular.ttf",
    "noto-sans-georgian/400Regular/NotoSansGeorgian_400Regular.ttf",
    "noto-sans-khmer/400Regular/NotoSansKhmer_400Regular.ttf",
    "noto-sans-lao/400Regular/NotoSansLao_400Regular.ttf",
    "noto-sans-tamil/400Regular/NotoSansTamil_400Regular.ttf",
    "noto-sans-telugu/400Regular/NotoSansTelugu_400Regular.ttf",
    "noto-sans-thai/400Regular/NotoSansThai_400Regular.ttf",
    "noto-emoji/400Regular/NotoEmoji_400Regular.ttf",
    "noto-sans-jp/400Regular/NotoSansJP_400Regular.ttf",
    "noto-sans-kr/400Regular/NotoSansKR_400Regular.ttf",
    "noto-sans-sc/400Regular/NotoSansSC_400Regular.ttf",
)
# The Open Font License asks to travel with the fonts.
LICENCE = "noto-sans/LICENSE_FONT"


def copy(into: Path) -> None:
    """Put the faces and their licence into a folder. Raises FileNotFoundError where `make setup` has not run."""
    into.mkdir(parents=True, exist_ok=True)
    for name in (*FACES, LICENCE):
        shutil.copyfile(PACKAGES / name, into / Path(name).name)


def folder(root: Path = ROOT / "build") -> Path:
    """A folder with the faces, made only where there is none."""
    finished = root / "fonts"
    if not all((finished / Path(name).name).exists() for name in FACES):
        copy(finished)
    return finished
