"""The denied-party lists: which are in force, how far everybody is screened, and screening everybody again."""

from onboarding import case_words
from onboarding.ops.request import Request
from onboarding.templating import render
from onboarding.world import World


def lists(world: World, request: Request, notice: str = "") -> str:
    """Every list that was ever dropped, with its version and size, and the last screening."""
    return render(
        "ops/lists.html",
        request=request,
        words=case_words,
        now=world.clock.now(),
        bucket=world.settings.need("lists_bucket"),
        notice=notice,
        lists=world.denied_lists.listed(),
        sweep=world.denied_lists.sweep(),
    )


def again(world: World, request: Request) -> str:
    """Leaves word that everybody is to be screened; pressed twice, it is begun anew, and changes nothing else."""
    world.list_work.send([{"do": "begin"}])
    return lists(world, request, "Everybody is being screened again. Refresh to follow it.")
