"use client";

import { Delegations } from "@/components/account/delegations";
import { messages } from "@/components/account/messages";
import { NoticeMail } from "@/components/account/notice-mail";
import { Sessions } from "@/components/account/sessions";
import { MyElevations } from "@/components/elevation/my-elevations";
import { useReaderZone } from "@/components/patterns/clock";
import { Page } from "@/components/patterns/page";
import { PageHead } from "@/components/patterns/page-head";
import { useReader } from "@/components/patterns/reader";
import { Section } from "@/components/patterns/section";
import { setTheme, type Theme, useTheme } from "@/components/patterns/theme";
import { call } from "@/lib/client/call";
import { sessionKeys } from "@/lib/client/query-keys";
import { useSeededQuery } from "@/lib/client/seeded-query";
import type { Output } from "@/lib/contracts/api/registry";

type AccountPageProps = { seed: Output<"listMySessions">; seededAt: number };

/** Who I am, where I am signed in, how the console looks. */
export function AccountPage({ seed, seededAt }: AccountPageProps) {
  const reader = useReader();
  const query = useSeededQuery({
    queryKey: sessionKeys.all,
    queryFn: ({ signal }) => call("listMySessions", {}, signal),
    seed,
    seededAt,
  });
  const sessions = (query.data ?? seed).items;
  return (
    <Page here={messages.account}>
      <PageHead
        title={messages.account}
        sentence={messages.sentence(reader.name, sessions.length)}
        facts={[{ name: "E-mail", value: reader.email }]}
      />
      <Roles />
      <MyElevations />
      <Delegations />
      <Sessions sessions={sessions} error={query.error} onRetry={() => void query.refetch()} />
      <div className="cols two-cols">
        <ThemeChoice />
        <TimeZones />
        <NoticeMail />
      </div>
    </Page>
  );
}

function Roles() {
  const reader = useReader();
  return (
    <Section title={messages.roles} meta={messages.rolesNote}>
      {reader.roles.length === 0 ? <p className="prose">{messages.rolesNone}</p> : null}
      <ul className="rowlist pairs">
        {reader.roles.map((role) => (
          <li key={`${role.role} ${role.scope}`}>
            <span className="strong">{role.name}</span>
            <span className="t2">{role.scope}</span>
          </li>
        ))}
      </ul>
    </Section>
  );
}

const THEMES: readonly { theme: Theme; label: string }[] = [
  { theme: "system", label: "As the system" },
  { theme: "light", label: "Light" },
  { theme: "dark", label: "Dark" },
];

function ThemeChoice() {
  const theme = useTheme();
  return (
    <Section title={messages.theme} meta={messages.themeNote}>
      <fieldset className="seg theme-choice">
        <legend className="sr">{messages.theme}</legend>
        {THEMES.map((choice) => (
          <button
            key={choice.theme}
            type="button"
            aria-pressed={theme === choice.theme}
            onClick={() => setTheme(choice.theme)}
          >
            {choice.label}
          </button>
        ))}
      </fieldset>
    </Section>
  );
}

function TimeZones() {
  const reader = useReader();
  const browser = useReaderZone();
  return (
    <Section title={messages.time}>
      <p className="prose">
        Yours is {reader.timeZone}
        {browser === null || browser === reader.timeZone ? "" : `, this browser's is ${browser}`}.{" "}
        {messages.timeNote}
      </p>
    </Section>
  );
}
