/** Keys without a modifier: they can be turned off, and don't work while one writes (WCAG 2.2, 2.1.4). */
import { useEffect, useRef, useSyncExternalStore } from "react";

const KEPT = "cuifu.desk.shortcuts";

const listeners = new Set<() => void>();
const subscribe = (listener: () => void) => {
  listeners.add(listener);
  return () => {
    listeners.delete(listener);
  };
};
const isKeptOn = (): boolean => localStorage.getItem(KEPT) !== "off";

export const useShortcutsOn = (): boolean => useSyncExternalStore(subscribe, isKeptOn);

export function turnShortcuts(isOn: boolean): void {
  localStorage.setItem(KEPT, isOn ? "on" : "off");
  for (const listener of listeners) listener();
}

const isWriting = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement &&
  (target.isContentEditable ||
    target instanceof HTMLTextAreaElement ||
    target instanceof HTMLSelectElement ||
    (target instanceof HTMLInputElement && target.type !== "radio" && target.type !== "checkbox"));

/** @param press is told of each single key; whether it did anything with it. */
export function useKeys(isOn: boolean, press: (key: string) => boolean): void {
  const last = useRef(press);
  last.current = press;
  useEffect(() => {
    if (!isOn) return;
    const onKey = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey || event.repeat || isWriting(event.target)) return;
      if (last.current(event.key.toLowerCase())) event.preventDefault();
    };
    document.addEventListener("keydown", onKey);
    return () => document.removeEventListener("keydown", onKey);
  }, [isOn]);
}

/** Ctrl or ⌘ with Enter, wherever one writes. */
export function useSubmitKey(submit: () => void): void {
  const last = useRef(submit);
  last.current = submit;
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey) || event.repeat) return;
      event.preventDefault();
      last.current();
    };
    document.addEventListener("keydown", onKey);
    return () => document.removeEventListener("keydown", onKey);
  }, []);
}
