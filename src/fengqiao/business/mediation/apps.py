from fengqiao.kernel.module import room


class Mediation(room.Room):
    name = "fengqiao.business.mediation"
    verbose_name = "人民调解"
