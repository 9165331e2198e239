"""What the journeys find already registered, registered as people do it: on the forms of the office."""

from __future__ import annotations

from dataclasses import dataclass
from zlib import crc32

from tests.e2e.desk import Desk

FACTS = "雨天屋檐滴水落入对方院内，院内长期积水，双方多次口角未果，请求调解。"


@dataclass(frozen=True, slots=True)
class Known:
    """The addresses of two matters."""

    of_office: str
    of_village: str


def register(clerk: Desk, applicant: str, respondent: str, *, willing: str = "同意", source: str = "口头") -> str:
    """登记纠纷 from its empty form; returns the dispute's address. Who has another name has another telephone."""
    clerk.fill_party("申请人", applicant, phone_of(applicant), "同意")
    clerk.fill_party("被申请人", respondent, phone_of(respondent), willing)
    clerk.place("lhc", "柳河村")
    clerk.choose("纠纷类型", "邻里纠纷")
    clerk.choose("二级类型", "排水滴漏")
    clerk.fill("主要事实", FACTS)
    clerk.choose("来源", source)
    clerk.submit()
    clerk.sees(f"{applicant}与{respondent} 邻里纠纷")
    return clerk.page.url.removeprefix(clerk.url)


def phone_of(name: str) -> str:
    """The telephone of a person of the journeys."""
    return f"199{crc32(name.encode()) % 10**8:08}"


def register_orally(mediator: Desk, one: str, other: str) -> str:
    """口头调解登记 from its empty screen, in eight touches; returns the case's address."""
    mediator.fill("甲方姓名", one)
    mediator.fill("乙方姓名", other)
    mediator.place("lhc", "柳河村")
    mediator.choose("纠纷类型", "邻里纠纷")
    mediator.choose("为什么事", "噪声")
    mediator.tick("赔礼道歉")
    mediator.picture("oral-new", narrow=True)
    mediator.submit()
    mediator.sees(f"{one}与{other} 邻里纠纷")
    return mediator.page.url.removeprefix(mediator.url)
