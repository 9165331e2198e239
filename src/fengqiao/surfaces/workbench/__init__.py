"""The workbench of the office (工作台): sign-in, navigation, home, administration; no business rules."""
