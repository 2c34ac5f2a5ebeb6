"""Words of mails that depend on what is asked: the request, what silence leads to, what the button says."""

from collections.abc import Mapping

from onboarding.domain.decision import Kind
from onboarding.domain.marking import N_

REQUESTS: Mapping[Kind, str] = {
    Kind.CONFIRMATION: N_("please confirm the e-mail address in the application of {company}"),
    Kind.INVITATION: N_("please check what we know about {company} and join the new program"),
    Kind.REVIEW: "please judge whether {company} is ready to become a partner",
    Kind.DISTRIBUTOR: N_("please accept or decline {company} as a reseller"),
    Kind.BUSINESS: "please judge whether {company} and {vendor} have customers to serve together",
    Kind.AGREEMENT: N_("please sign or decline the partner agreement for {company}"),
    Kind.COUNTERSIGNATURE: "please sign the agreement with {company} for {vendor}",
    Kind.CUSTOMERS: "please see to it that every customer of {company} confirms an admin of its own",
    Kind.ADMIN: N_("please confirm that you are the admin of {customer}'s account"),
    Kind.HOLD: "please decide how the application goes on",
    Kind.QUESTION: "please answer a question",
    Kind.MISSED: "please decide what follows from a missed deadline",
    Kind.CHECKIN: N_("please say in one click how it is going with {vendor}"),
    Kind.TASK: "please get in touch with {company}",
    Kind.PROOF: N_("please connect {customer}'s account, so that your admin role can be seen"),
    Kind.DRIFT: "please decide what follows from a proof that was lost",
    Kind.SCREENING: "please say whether {company} is somebody on a denied-party list",
    Kind.SUSPICION: "please say whether {company} is somebody on a denied-party list",
}
"""What somebody waits for the reader to do."""

IF_SILENT: Mapping[Kind, str] = {
    Kind.CONFIRMATION: N_("Until you confirm, nobody else is asked and the application stays where it is."),
    Kind.INVITATION: N_("If you do nothing, you keep all access: a person at {vendor} gets in touch after that date."),
    Kind.REVIEW: "Without your answer by then, partner operations decide; nothing is rejected by itself.",
    Kind.DISTRIBUTOR: N_("Without your answer by then, we ask another distributor."),
    Kind.BUSINESS: "Without your answer by then, partner operations decide; nothing is rejected by itself.",
    Kind.AGREEMENT: N_("Unsigned, nothing is agreed; after that date a person at {vendor} takes over."),
    Kind.COUNTERSIGNATURE: "Without your signature the agreement does not begin; partner operations are told.",
    Kind.CUSTOMERS: "After that date a person at {vendor} looks at it; nobody loses an account.",
    Kind.ADMIN: N_("If you do nothing, nothing changes in your account: a person at {vendor} follows it up."),
    Kind.HOLD: "Until you decide, {company} waits, and nothing goes on by itself.",
    Kind.QUESTION: "Until you answer, whoever asked waits for you.",
    Kind.MISSED: "Until you decide, {company} keeps every account: nothing is forfeited by itself.",
    Kind.CHECKIN: N_("Without your answer by then, a person at {vendor} gets in touch; nothing changes for you."),
    Kind.TASK: "Until you have done it, nobody else does.",
    Kind.PROOF: N_("If you do nothing, nothing changes in your account: a person at {vendor} follows it up."),
    Kind.DRIFT: "Until you decide, everything stays as it is: nothing is taken from anybody.",
    Kind.SCREENING: "Until you answer, {company} waits; nothing is closed by itself.",
    Kind.SUSPICION: "Until you decide, {company} does not become active; nothing is closed by itself.",
}
"""What happens if the reader does nothing."""

BUTTONS: Mapping[Kind, str] = {
    Kind.CONFIRMATION: N_("Confirm your e-mail address"),
    Kind.INVITATION: N_("See what we know, and confirm it"),
    Kind.REVIEW: "Read and decide",
    Kind.DISTRIBUTOR: N_("Accept or decline"),
    Kind.BUSINESS: "Read and decide",
    Kind.AGREEMENT: N_("Read and sign"),
    Kind.COUNTERSIGNATURE: "Read and sign",
    Kind.CUSTOMERS: "See what is missing",
    Kind.ADMIN: N_("See the request and answer"),
    Kind.HOLD: "Open the dashboard",
    Kind.QUESTION: "Open the dashboard",
    Kind.MISSED: "Open the dashboard",
    Kind.CHECKIN: N_("Say how it is going"),
    Kind.TASK: "Open the dashboard",
    Kind.PROOF: N_("Connect the account"),
    Kind.DRIFT: "Open the dashboard",
    Kind.SCREENING: "Compare and decide",
    Kind.SUSPICION: "Open the dashboard",
}
"""What the link is called."""
