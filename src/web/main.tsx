import "./locale.ts";
import { createRoot } from "react-dom/client";
import { giveNonce } from "./nonce.ts";
import { Page } from "./page.tsx";

giveNonce();
const root = document.getElementById("page");
if (root === null) throw new Error("index.html has no element for the page");
createRoot(root).render(<Page />);
