"""Organizations, people, posts, roles and sign-in (机构、人员、岗位)."""
