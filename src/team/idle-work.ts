import type { Caller } from '../desk/caller.ts';
import type { Desk } from '../desk/desk.ts';
import { isOpenWork, type Work } from './work.ts';
import { ref, said, time } from '../reply/text.ts';
import { press } from '../reply/actions.ts';

/** Hours without activity after which an assignee is nudged and the work is returned; 0: never. */
export type Patience = { nudge: number; giveBack: number };

const hour = 60 * 60_000;

/**
 * Nudges assignees of idle work by direct message, and later returns it to everybody, keeping notes and tags. What is due
 * is computed from the database, so it does not matter how often this runs or whether runs were missed. Returns how many
 * were nudged and returned.
 */
export function returnIdleWork(desk: Desk, { nudge, giveBack }: Patience): { nudged: number; givenBack: number } {
  const home = desk.home();
  const now = desk.now();
  let nudged = 0;
  let givenBack = 0;
  for (const fact of desk.facts.all(home, 'work')) {
    const work = fact.value;
    const { assignee, touched = work.since ?? fact.at } = work;
    const cable = desk.cables.byRow(fact.cable)?.ref;
    if (assignee === undefined || cable === undefined || !isOpenWork(work) || work.status === 'blocked') continue;
    const idle = now - touched;
    if (giveBack > 0 && idle >= giveBack * hour) {
      returnWork(desk, home, fact.cable, cable, work, touched);
      givenBack += 1;
    } else if (nudge > 0 && idle >= nudge * hour && (work.nudged ?? 0) < touched) {
      nudgeAssignee(desk, home, fact.cable, cable, work, touched, giveBack > 0 ? touched + giveBack * hour : undefined);
      nudged += 1;
    }
  }
  return { nudged, givenBack };
}

/** The interaction id is the same throughout an idle period, so each act happens once in it. */
const idleCaller = (home: string, what: string, cable: number, touched: number): Caller => ({
  desk: home,
  member: 'cabledesk',
  name: 'cabledesk',
  role: 'lead',
  via: 'clock',
  interaction: `${what}:${home}:${cable}:${touched}`,
  place: undefined,
});

function returnWork(desk: Desk, home: string, row: number, cable: string, { assignee = '', due, priority }: Work, touched: number): void {
  desk.act(idleCaller(home, 'return', row, touched), { act: 'return', cable, detail: { from: assignee } }, ({ put, drop, post }) => {
    if (due === undefined && priority === undefined) drop('work', row, '');
    else put('work', row, '', { status: 'new', ...(due === undefined ? {} : { due }), ...(priority === undefined ? {} : { priority }) });
    post(() => ({
      to: { member: assignee },
      shows: 'metadata',
      reply: {
        blocks: [
          {
            kind: 'text',
            text: said`${ref(cable)} is free for anyone to claim again: nothing happened to it since ${time(touched, 'relative')}. Your notes and tags are still there.`,
          },
        ],
        actions: [[press(said`Claim it again`, 'work claim', { ref: cable })]],
      },
    }));
    return null;
  });
}

function nudgeAssignee(desk: Desk, home: string, row: number, cable: string, work: Work, touched: number, until: number | undefined): void {
  const { assignee = '' } = work;
  const options = { ref: cable };
  desk.act(idleCaller(home, 'nudge', row, touched), { act: 'nudge', cable, detail: { to: assignee } }, ({ put, post }) => {
    put('work', row, '', { ...work, nudged: desk.now() });
    post(() => ({
      to: { member: assignee },
      shows: 'metadata',
      reply: {
        blocks: [
          {
            kind: 'text',
            text: said`Are you still on ${ref(cable)}? It has been yours since ${time(work.since ?? touched, 'relative')}${until === undefined ? said`` : said` and will be free for anyone ${time(until, 'relative')}`}.`,
          },
        ],
        actions: [
          [
            press(said`Still on it`, 'work accept', options, { as: 'decide', style: 'main' }),
            press(said`Release`, 'work release', options, { as: 'decide' }),
            press(said`Open`, 'cable', options),
          ],
        ],
      },
    }));
    return null;
  });
}
