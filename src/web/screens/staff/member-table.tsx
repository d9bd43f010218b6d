import { Button, Flex, Table, Tag, Typography } from "antd";
import { useMay, useMe } from "../../api/session.ts";
import type { Member } from "../../api/staff.ts";
import { Sideways } from "../../parts/sideways.tsx";
import { useShellTexts } from "../../shell/texts.ts";
import { useStaffTexts } from "./texts.ts";

interface MemberTableProps {
  readonly members: readonly Member[];
  readonly isLoading: boolean;
  readonly onEdit: (member: Member) => void;
  readonly onReset: (member: Member) => void;
  readonly onDisable: (member: Member) => void;
  readonly onEnable: (member: Member) => void;
}

export function MemberTable({ members, isLoading, onEdit, onReset, onDisable, onEnable }: MemberTableProps) {
  const t = useStaffTexts();
  const shell = useShellTexts();
  const may = useMay();
  const { staff } = useMe();
  return (
    <Sideways label={t("title")}>
      <Table
        rowKey="id"
        loading={isLoading}
        dataSource={[...members]}
        pagination={members.length > 50 ? { pageSize: 50 } : false}
        columns={[
          {
            title: t("name"),
            key: "name",
            render: (_, { id, name, username }) => (
              <div style={{ maxWidth: 260 }}>
                <Typography.Text strong className="foreign">
                  {name}
                </Typography.Text>{" "}
                {id === staff.id ? <Tag>{t("you")}</Tag> : null}
                <br />
                <Typography.Text type="secondary">{username}</Typography.Text>
              </div>
            ),
          },
          { title: t("role"), key: "role", render: (_, { role }) => shell(`role.${role}`) },
          {
            title: t("shops"),
            key: "shops",
            render: (_, { role, shops }) =>
              shops.length > 0 ? shops.join(", ") : t(role === "admin" ? "all_shops" : "no_shops"),
          },
          { title: t("state"), key: "state", render: (_, { disabled }) => t(disabled ? "disabled" : "active") },
          {
            title: t("actions"),
            key: "actions",
            align: "end",
            render: (_, member) =>
              member.id === staff.id || !may("PATCH /api/v1/staff/:id") ? null : (
                <Flex gap={4} justify="end">
                  <Button size="small" type="link" onClick={() => onEdit(member)}>
                    {t("edit")}
                  </Button>
                  <Button size="small" type="link" onClick={() => onReset(member)}>
                    {t("reset")}
                  </Button>
                  {member.disabled ? (
                    <Button size="small" type="link" onClick={() => onEnable(member)}>
                      {t("enable")}
                    </Button>
                  ) : (
                    <Button size="small" type="link" danger onClick={() => onDisable(member)}>
                      {t("disable")}
                    </Button>
                  )}
                </Flex>
              ),
          },
        ]}
      />
    </Sideways>
  );
}
