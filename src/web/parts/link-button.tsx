import { createLink } from "@tanstack/react-router";
import { Button } from "antd";

/** A button that leads somewhere: a link for keyboards, readers and "open in a new tab". */
export const LinkButton = createLink(Button);
