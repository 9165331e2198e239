from fengqiao.kernel.module import room


class Offices(room.Room):
    name = "fengqiao.business.offices"
    verbose_name = "机构名录"
