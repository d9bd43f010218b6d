import { useBlocker } from "@tanstack/react-router";
import { Modal } from "antd";
import { usePartTexts } from "./texts.ts";

/** While there are changes that nobody saved, leaving asks first: within the page, and out of it. */
export function Unsaved({ isDirty }: { readonly isDirty: boolean }) {
  const t = usePartTexts();
  const { status, proceed, reset } = useBlocker({
    // Another view of the same screen loses nothing.
    shouldBlockFn: ({ current, next }) => isDirty && current.pathname !== next.pathname,
    enableBeforeUnload: isDirty,
    withResolver: true,
  });
  return (
    <Modal
      open={status === "blocked"}
      title={t("unsaved.title")}
      okText={t("unsaved.stay")}
      cancelText={t("unsaved.leave")}
      cancelButtonProps={{ danger: true }}
      onOk={() => reset?.()}
      onCancel={(event) => {
        // Closing the question is no wish to lose anything.
        if (event.currentTarget.classList.contains("ant-btn")) proceed?.();
        else reset?.();
      }}
    >
      {t("unsaved.text")}
    </Modal>
  );
}
