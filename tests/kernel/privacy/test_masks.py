"""What of a personal value may be shown (decisions §6)."""

import pytest

from fengqiao.kernel.privacy.masks import mask_address, mask_id_number, mask_name, mask_phone, mask_text


@pytest.mark.parametrize(
    ("mask", "value", "shown"),
    [
        (mask_phone, "19900000002", "199****0002"),
        (mask_phone, "028-85550123", "028****0123"),
        (mask_phone, "12345", "*****"),
        (mask_phone, "", ""),
        (mask_id_number, "990101197801010016", "990101********0016"),
        (mask_id_number, "110105491231002", "110105*****1002"),
        (mask_id_number, "E12345678", "E1*****78"),
        (mask_id_number, "E12", "***"),
        (mask_name, "张三", "张*"),
        (mask_name, "张某某", "张*某"),
        (mask_name, "欧阳某", "欧阳*"),
        (mask_name, "欧阳某某", "欧阳*某"),
        (mask_name, "欧阳", "欧*"),
        (mask_name, "古丽·买买提", "古****提"),
        (mask_name, "张", "张"),
        (mask_address, "清江县柳河镇柳河村3组", "清江县柳河镇柳河村3组"),
        (mask_address, "清江县柳河镇人民路12号", "清江县柳河镇人民路***号"),
        (mask_address, "人民路一百二十八号二栋三单元17-1室", "人民路***号***栋***单元***室"),
        (mask_address, "柳河村3组12-1号", "柳河村3组***号"),
        (mask_address, "锦绣小区3-2-501", "锦绣小区***"),
        (mask_text, "因琐事争执", "***"),
        (mask_text, "", ""),
    ],
)
def test_a_mask_keeps_just_this_much(mask, value, shown):
    assert mask(value) == shown
