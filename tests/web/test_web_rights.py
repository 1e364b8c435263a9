"""The page of all rights: each with its article and a way to it, given or not."""

from __future__ import annotations

import re

from commonweal.charter.rights import RIGHTS
from commonweal.web.pages import rights


def test_every_right_is_on_the_page_and_leads_somewhere(quiet_town):
    client = quiet_town.client()
    page = client.get("/rights").content.decode()
    tables = {one[0] for group in GROUPS for one in group()}
    assert set(RIGHTS) <= tables
    main = page.partition("<main")[2].partition("</main>")[0]
    addresses = re.findall(r'class="name" href="([^"]+)"', main)
    assert len(addresses) == sum(len(group()) for group in GROUPS)
    for address in addresses:
        assert client.get(address).status_code == 200, address
    assert "not given" not in main
    assert 'href="/rights" aria-current="page"' in page


GROUPS = (rights._speak, rights._organise, rights._be_safe, rights._watch, rights._leave)
