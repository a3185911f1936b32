"""Who may see whom named."""

from typing import Final

from customerhero.web.doors import SIGNED_IN, Door
from customerhero.web.people.roles import LEADERS

SEE_BRIGHT_SPOTS: Final = SIGNED_IN
SEE_THOSE_WITHOUT_ACCOUNT: Final = Door("see bright spots of people who have no account", LEADERS)
"""Nobody can be told here first who has no account; a leader tells them."""
SAY_WHO_ACCOUNTS_ARE: Final = Door("say which accounts are machines and which are persons", LEADERS)
"""Nobody is thanked under an account that may be a machine before somebody says who it is."""
