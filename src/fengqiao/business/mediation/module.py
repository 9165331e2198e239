"""The door of 人民调解: everything the rest may know of it."""

from __future__ import annotations

from fengqiao.business.mediation import duties, entries, events, measures, models, paperwork, queries, services
from fengqiao.business.mediation.forms.partner import SOURCES
from fengqiao.business.mediation.queries.inspections import waiting_returns
from fengqiao.kernel.identity.permissions import RoleDefault
from fengqiao.kernel.module.declaration import Module, Nav, Portal, Sending, Tile

VIEW, REGISTER, HANDLE, TRIAGE = "mediation.view", "mediation.register", "mediation.handle", "mediation.triage"
SEAL, CLOSE, SUPERVISE, ENROL = "mediation.seal", "mediation.close", "mediation.supervise", "mediation.enrol"
MEMBERS, ASSIGN = "mediation.members", "mediation.assign"
INSPECT, DECLARE = "mediation.inspect", "mediation.declare"
REFER, SEND, SUBSIDY, SAMPLE = "casework.refer", "mediation.send", "subsidy.view", "mediation.sample"
RESTRICT = "casework.restrict"

MODULE = Module(
    key="mediation",
    label="人民调解",
    urls="fengqiao.business.mediation.urls",
    api="fengqiao.business.mediation.api.router",
    sending=Sending(api="fengqiao.business.mediation.api.partner.router", role="partner_system", sources=SOURCES),
    personal=frozenset({"mediation.intake", "mediation.dispute", "mediation.case"}),
    reader=queries.may_open,
    portal=Portal(
        urls="fengqiao.business.mediation.portal",
        label="申请调解",
        note="和人有纠纷，请人说和",
        icon="users-group",
        start="mediation-portal:begin",
        progress="mediation-portal:progress",
    ),
    notices=services.notices.ALL,
    nav=(
        Nav(label="我的线索", url="mediation:clue-list", icon="message-2", may="mediation.clue"),
        Nav(label="来件", url="mediation:item-list", icon="inbox", may=VIEW, count=queries.waiting_items),
        Nav(
            label="矛盾纠纷", url="mediation:dispute-list", icon="users-group", may=VIEW, count=queries.overdue_disputes
        ),
        Nav(label="调解案件", url="mediation:case-list", icon="scale", may=VIEW),
        Nav(label="排查", url="mediation:return-list", icon="clipboard-check", may=VIEW, count=waiting_returns),
        Nav(label="以案定补", url="mediation:claim-list", icon="file-certificate", may=SUBSIDY),
        Nav(label="调解组织", url="mediation:committee-list", icon="users", may=VIEW),
        Nav(label="流转", url="ui:referral-list", icon="arrows-exchange", may=REFER, count=queries.waiting_referrals),
    ),
    phone=(
        Tile(key="oral", label="口头调解", icon="message-check", may=HANDLE, capture="mediation.oral"),
        Tile(key="clue", label="报线索", icon="flag", may="mediation.clue", capture="mediation.clue"),
        Tile(
            key="mediate",
            label="开始调解",
            icon="messages",
            may=HANDLE,
            duties=("mediation.decision", "mediation.rights", "mediation.limit"),
        ),
        Tile(key="follow-up", label="回访", icon="phone-check", may=HANDLE, duties=("mediation.follow_up",)),
        Tile(key="inspect", label="排查打卡", icon="clipboard-check", may=HANDLE, url="mediation:return-list"),
    ),
    pages={
        "mediation.intake": "mediation:item",
        "mediation.dispute": "mediation:dispute",
        "mediation.case": "mediation:case",
        "mediation.prevention": "mediation:prevention",
        "mediation.round": "mediation:round",
        "mediation.return": "mediation:return",
        "mediation.claim": "mediation:claim",
        "mediation.batch": "mediation:batch",
        "mediation.hint": "mediation:hint",
        "mediation.committee": "mediation:committee",
        "mediation.mediator": "mediation:mediator",
        "mediation.center": "mediation:center",
    },
    entries=entries.ALL,
    captures=entries.CAPTURES,
    papers=paperwork.ALL,
    measures=measures.ALL,
    cases=(
        models.IntakeItem,
        models.Dispute,
        models.MediationCase,
        models.Prevention,
        models.InspectionRound,
        models.InspectionReturn,
        models.SubsidyClaim,
        models.SubsidyBatch,
        models.AnomalyHint,
    ),
    duties=duties.ALL,
    registers=events.REGISTERS,
    kinds=events.KINDS,
    permissions={
        VIEW: "查看矛盾纠纷和调解案件",
        REGISTER: "登记来件和纠纷",
        HANDLE: "受理、调解、回访、归档",
        TRIAGE: "分流、关联、退回来件",
        ASSIGN: "指派承办人",
        SEAL: "确认调委会印章",
        CLOSE: "审核办结红橙和重大纠纷、下调风险",
        SUPERVISE: "县级督办",
        ENROL: "登记调委会和调解员",
        MEMBERS: "变更调委会组成人员，续聘、解聘调解员",
        INSPECT: "部署排查，催报、退回报送",
        DECLARE: "签署零报告",
        SUBSIDY: "查看以案定补",
        SAMPLE: "市级抽查以案定补",
        "mediation.clue": "报送线索",
        SEND: "由协作单位系统报送来件",
        "mediation.rule": "按规则自动办理",
    },
    answers={
        "home.actions": queries.home_actions,
        "home.figures": queries.home_figures,
        "home.incoming": queries.home_incoming,
        "search.identified": queries.identified,
    },
    words={"mediation.dispute": queries.dispute_words},
    roles={
        "clue_reporter": RoleDefault(label="纠纷信息员", reach="none", may=("mediation.clue",)),
        "village_mediator": RoleDefault(label="村（居）调解员", reach="own", may=(VIEW, REGISTER, HANDLE, SUBSIDY)),
        "committee_chair": RoleDefault(
            label="村（居）调委会主任",
            reach="own",
            may=(VIEW, REGISTER, HANDLE, ASSIGN, SEAL, MEMBERS, DECLARE, SUBSIDY),
        ),
        "office_clerk": RoleDefault(
            label="司法所工作人员",
            reach="office",
            may=(VIEW, REGISTER, HANDLE, TRIAGE, ASSIGN, SEAL, INSPECT, DECLARE, REFER, SUBSIDY, "system.view"),
        ),
        "office_head": RoleDefault(
            label="司法所所长",
            reach="office",
            may=(
                VIEW,
                REGISTER,
                HANDLE,
                TRIAGE,
                ASSIGN,
                SEAL,
                CLOSE,
                INSPECT,
                DECLARE,
                REFER,
                RESTRICT,
                SUBSIDY,
                "system.view",
            ),
        ),
        "centre_window": RoleDefault(
            label="矛调中心窗口", reach="office", may=(VIEW, REGISTER, "system.view"), gives_reason=True
        ),
        "partner": RoleDefault(label="协作单位联络员", reach="none", may=(VIEW, REFER)),
        "partner_system": RoleDefault(label="协作单位系统", reach="none", may=(SEND,)),
        "county_mediation": RoleDefault(
            label="县级基层科",
            reach="county",
            may=(VIEW, SUPERVISE, ENROL, MEMBERS, INSPECT, REFER, SUBSIDY, "system.view"),
            gives_reason=True,
        ),
        "city_mediation": RoleDefault(
            label="市局人员", reach="city", may=(VIEW, SUBSIDY, SAMPLE, "system.view"), masked=True
        ),
        "province_mediation": RoleDefault(
            label="省厅人员", reach="province", may=(VIEW, SUBSIDY, "system.view"), masked=True
        ),
    },
)

__all__ = ["MODULE", "services"]
