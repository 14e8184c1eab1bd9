import Link from "next/link";

const PAGES = [
  { id: "observation", href: "/policies/observation", label: "Observation" },
  { id: "backups", href: "/policies/backups", label: "Backups" },
  { id: "recovery", href: "/policies/recovery", label: "Recovery proof" },
] as const;

/** The pages of the policies, one beside the other. */
export function PolicyPages({ here }: { here: (typeof PAGES)[number]["id"] }) {
  return (
    <nav className="seg policy-pages" aria-label="Policies">
      {PAGES.map(({ id, href, label }) => (
        <Link key={id} href={href} aria-current={id === here ? "page" : undefined}>
          {label}
        </Link>
      ))}
    </nav>
  );
}
