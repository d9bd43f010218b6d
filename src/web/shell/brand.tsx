import { Flex, Typography } from "antd";
import icon from "../icon.svg";

export function Brand() {
  return (
    <Flex align="center" gap={10} style={{ padding: "16px 20px" }}>
      <img src={icon} alt="" width={28} height={28} />
      <Typography.Text strong style={{ fontSize: 17 }}>
        催付 cuifu
      </Typography.Text>
    </Flex>
  );
}
