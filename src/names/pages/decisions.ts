import type { Caller } from '../../desk/caller.ts';
import { mayRun } from '../../desk/policy.ts';
import type { Desk } from '../../desk/desk.ts';
import { listPage } from '../../reply/paging.ts';
import type { Reply } from '../../reply/reply.ts';
import { join, own, plural, quoted, ref, said, strong, time, type Text, english } from '../../reply/text.ts';
import { judgmentsOf, type Decided } from '../../team/judgments.ts';
import { person } from '../../team/pages/lines.ts';
import { shortName } from './entity-page.ts';
import { openProposals } from './proposals.ts';

/** Editors' decisions about names, newest first, marking those that no longer match anything; and names left ambiguous. */
export function decisionsPage(desk: Desk, caller: Caller, page: number | undefined): Reply {
  const decided = judgmentsOf(desk.facts, caller.desk).toReversed();
  const stale = new Set(desk.names.stale().map(({ act }) => act));
  const ambiguous = desk.names.ambiguous();
  const proposed = mayRun(caller, 'editor').allowed ? openProposals(desk, caller).length : 0;
  return listPage({
    title: said`${plural(decided.length, 'decision')} about names`,
    rows: decided,
    perPage: 12,
    page,
    item: (one) => ({
      head: said`${one.act}. ${person(desk, caller.desk, one.member)}: ${sentence(one)}, ${time(one.at, 'relative')}${stale.has(one.act) ? said` · matches nothing in the cables now` : said``}`,
    }),
    after: [
      ...(ambiguous.length === 0
        ? []
        : [
            said`Shared names, where I did not guess: ${join(
              ambiguous.slice(0, 12).map((one) => said`${quoted(shortName(one.name))} (${plural(one.cables, 'cable')})`),
              ', ',
            )}${ambiguous.length > 12 ? said` and ${ambiguous.length - 12} more` : said``}. ${strong('/names meant')} settles one, cable by cable.`,
          ]),
      ...(proposed === 0 ? [] : [said`${plural(proposed, 'proposal')} of the model: ${strong('/names proposals')}.`]),
    ].map((text) => ({ kind: 'text', text })),
    turn: ['names decisions', {}],
  });
}

/** What links the name to the target of a decision; `to` for the other verbs. */
const preposition: Partial<Record<Decided['verb'], string>> = english({ merge: 'into', retype: 'is', same: 'as', other: 'than' });

const verbs: Readonly<Record<Decided['verb'], string>> = english({
  merge: 'merge',
  split: 'split off',
  rename: 'rename',
  retype: 'retype',
  hide: 'hide',
  confirm: 'confirm',
  assign: 'assign',
  same: 'same',
  other: 'other',
});

function sentence({ verb, kind, name: key, to, cable }: Decided): Text {
  const target = to === undefined ? said`` : said` ${own(preposition[verb] ?? 'to')} ${quoted(to)}`;
  return said`${own(verbs[verb])} ${own(kind)} ${quoted(key)}${target}${cable === undefined ? said`` : said` in ${ref(cable)}`}`;
}
