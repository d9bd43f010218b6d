import { fileURLToPath } from "node:url";
import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

const folder = (path: string) => fileURLToPath(new URL(`../${path}`, import.meta.url));

/** The page: `npm run build` writes it to `dist/web`, from where the `api` role serves it. */
export default defineConfig({
  root: folder("src/web"),
  plugins: [react()],
  build: {
    outDir: folder("dist/web"),
    emptyOutDir: true,
    assetsDir: "assets",
    // The service allows no data: scripts or fonts, so nothing is put inline.
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 1_500,
    license: { fileName: "licences.md" },
  },
  server: { proxy: { "/api": "http://127.0.0.1:8080" } },
});
