/** A key as printed on the keyboard; hidden on touch devices by the styles. */
export function Kbd({ children }: { children: string }) {
  return <kbd className="kbd">{children}</kbd>;
}
