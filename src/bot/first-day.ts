import type { Caller } from '../desk/caller.ts';
import { leadOf } from '../desk/policy.ts';
import type { Role } from '../desk/roles.ts';
import { commandLink, press } from '../reply/actions.ts';
import type { Action, Reply } from '../reply/reply.ts';
import { said, strong, type Text } from '../reply/text.ts';

/** What somebody does on their first day at the desk, by their role: sent to them once, and shown by `/help`. */
type FirstDay = { steps: () => Text[]; buttons: () => Action[] };

const find = (): Text => said`${strong('Find')}  ${commandLink('search')} takes words, names, dates: ${strong('"hot zone" since:2018')}`;
const untouched = (): Action => press(said`Nobody has read these`, 'search', { query: 'is:untouched', sort: 'newest' });
const all = (): Action => press(said`Everything I can do`, 'help', {});

const firstDays: Record<Role, FirstDay> = {
  reader: {
    steps: () => [
      find(),
      said`${strong('Read')}  Open a cable and page through it; ${strong('Named in it')} leads to people and places.`,
      said`${strong('Colleagues')}  A cable’s card shows its tags, its notes and who claimed it. You can read; tags and notes are for reporters.`,
    ],
    buttons: () => [untouched(), all()],
  },
  reporter: {
    steps: () => [
      find(),
      said`${strong('Claim')}  One press under a cable: colleagues see that it is yours. ${commandLink('work mine')} lists what you have.`,
      said`${strong('Tag, note')}  The whole desk sees them. ${commandLink('undo')} takes back your last step.`,
      said`${strong('Before print')}  ${commandLink('check draft')} checks every quotation of your text against the cables.`,
    ],
    buttons: () => [press(said`My work`, 'work mine', {}), untouched(), all()],
  },
  editor: {
    steps: () => [
      find(),
      said`${strong('Give out')}  ${commandLink('work split')} shares out what a search finds; ${commandLink('work assign')} gives one cable.`,
      said`${strong('Follow')}  ${commandLink('work board')} shows who has what, and who has nothing left to read.`,
      said`${strong('Names')}  ${commandLink('names merge')}, ${commandLink('names split')}: what you decide holds for the whole desk.`,
      said`${strong('Before print')}  ${commandLink('check review list')}: what waits for a second reader.`,
    ],
    buttons: () => [press(said`Board`, 'work board', {}), untouched(), all()],
  },
  lead: {
    steps: () => [
      said`${strong('Bring in')}  ${commandLink('desk import')} takes a file and first shows what it would do.`,
      said`${strong('Give out')}  ${commandLink('work split')} with ${strong('is:untouched')}: by search, among ${strong('@reporters')}, one message each.`,
      said`${strong('Follow')}  ${commandLink('work board')} with ${strong('pin:true')} pins a board where you type it and keeps it up to date.`,
      said`${strong('Every morning')}  ${commandLink('digest schedule')} posts what nobody has opened yet.`,
      said`${strong('Protect')}  ${commandLink('desk mask')} withdraws a cable; ${commandLink('desk reads')} says who was shown what.`,
    ],
    buttons: () => [
      press(said`Share out the untouched`, 'work split', { query: 'is:untouched' }),
      press(said`Board`, 'work board', {}),
      all(),
    ],
  },
};

/** The first day of the caller's role; that of a reader for somebody without one. */
export function firstDay(caller: Pick<Caller, 'role' | 'lead'>): Reply {
  const { steps, buttons } = firstDays[caller.role ?? 'reader'];
  return {
    title: said`Your first day here`,
    blocks: [
      ...steps().map((text) => ({ kind: 'text' as const, text })),
      {
        kind: 'small',
        text:
          caller.role === 'lead'
            ? said`Commands are typed in the desk’s channels. Only you see my answers until you press Share.`
            : said`Commands are typed in the desk’s channels. Only you see my answers until you press Share. What you open is on record for the leads: ${commandLink('me privacy')}. Stuck? Ask ${leadOf(caller)}.`,
      },
    ],
    actions: [buttons()],
  };
}
