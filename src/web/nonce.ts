/** The service gives each page a nonce, under which alone style sheets may be put in. */
export const nonce = document.querySelector<HTMLMetaElement>('meta[name="csp-nonce"]')?.content ?? "";

/**
 * Gives it to every style sheet that is made at run time: Ant Design knows of it, but what measures scroll bars and keeps
 * the page from scrolling beneath a dialogue (`@rc-component/util`, `portal`) does not.
 */
export function giveNonce(): void {
  const create: (name: string, options?: ElementCreationOptions) => HTMLElement = document.createElement.bind(document);
  Object.defineProperty(document, "createElement", {
    value: (name: string, options?: ElementCreationOptions) => {
      const element = create(name, options);
      if (element instanceof HTMLStyleElement) element.nonce = nonce;
      return element;
    },
  });
}
