import { listPage } from '../../reply/paging.ts';
import type { Caller } from '../../desk/caller.ts';
import type { Cable } from '../../cables/cables.ts';
import type { Desk } from '../../desk/desk.ts';
import { DeskError } from '../../reply/failure.ts';
import { paragraphsOf } from '../../cables/paragraphs.ts';
import { noteOf, notesOn, type Note } from '../notes.ts';
import { mayTouch } from '../../desk/policy.ts';
import type { Action, Item, Post, Reply } from '../../reply/reply.ts';
import { cableFor, done, noteForm, openAction, person, touch } from './lines.ts';
import { plural, quoted, ref, said, time, type Text, ours } from '../../reply/text.ts';
import { press } from '../../reply/actions.ts';

/** What /note does: a note is written, answered, withdrawn, listed. */

const perSheet = 5;

/** The cable; when there is none, what was typed comes back with the refusal. */
export function cableForNote(desk: Desk, wanted: string, text: string | undefined): Cable {
  try {
    return cableFor(desk, wanted);
  } catch (error) {
    if (!(error instanceof DeskError) || text === undefined) throw error;
    throw new DeskError(error.text, {
      ...(error.hint === undefined ? {} : { hint: error.hint }),
      actions: [...error.actions.slice(0, 4), noteForm(wanted, { text, label: said`Try again` })],
    });
  }
}

/** A ref that stands in a text, if the desk has such a cable. */
export function refInLink(desk: Desk, text: string): string {
  const words = text.match(/[\p{L}\p{N}][\p{L}\p{N}/._-]{4,60}/gu) ?? [];
  return words.slice(0, 50).find((word) => /\d/.test(word) && desk.cables.get(word) !== undefined) ?? '';
}

/** Which paragraphs a cable has, in words. */
export function paragraphRange(cable: Cable): string {
  const numbers = paragraphsOf(cable.body).map(({ number }) => number);
  return numbers.length === 0 ? 'none' : ours`${Math.min(...numbers)} to ${Math.max(...numbers)}`;
}

/** Writes a note, or an answer to one, whose author is told. */
export function writeNote(desk: Desk, caller: Caller, cable: Cable, note: Omit<Note, 'key' | 'cable'>, answered: Note | undefined): Reply {
  const act = desk.act(
    caller,
    { act: answered === undefined ? 'note' : 'reply', cable: cable.ref, detail: note.link === undefined ? {} : { link: note.link } },
    ({ act: number, put, post }) => {
      // The act's own number is unlike any other, and grows.
      put('note', cable.row, String(number), note);
      touch(desk, caller, put, cable.row);
      if (answered !== undefined && answered.author !== caller.member)
        post(() => answerNews(desk, caller, cable, answered, String(number)));
      return number;
    },
  );
  return done(
    answered === undefined
      ? said`Your note is on ${ref(cable.ref)}${paragraphText(note)}.`
      : said`Your reply is on ${ref(cable.ref)}${paragraphText(note)}.`,
    act,
    {
      actions: [press(said`All notes`, 'note', { ref: cable.ref }, { as: 'replace' })],
    },
  );
}

/** Whoever wrote the note hears of a reply, in private. */
function answerNews(desk: Desk, caller: Caller, cable: Cable, { author }: Note, key: string): Post {
  return {
    to: { member: author },
    reply: {
      blocks: [{ kind: 'text', text: said`${person(desk, caller.desk, caller.member)} replied to your note on ${ref(cable.ref)}.` }],
      actions: [[press(said`Read it`, 'note', { ref: cable.ref }), noteForm(cable.ref, { to: key, label: said`Reply` })]],
    },
    shows: 'metadata',
  };
}

/** Withdraws a note. Throws a DeskError to anybody but its writer and leads. */
export function withdrawNote(desk: Desk, caller: Caller, cable: Cable, key: string): Reply {
  const note = noteOf(desk.facts, caller.desk, cable.row, key);
  if (note === undefined) throw new DeskError(said`That note is withdrawn already.`);
  const writer = desk.facts.get(caller.desk, 'note', cable.row, key)?.member;
  if (!mayTouch(caller, writer))
    throw new DeskError(said`That note is ${person(desk, caller.desk, writer ?? '')}'s; only they and leads can withdraw it.`);
  const act = desk.act(caller, { act: 'withdraw note', cable: cable.ref, detail: { note: key } }, ({ act: number, drop }) => {
    drop('note', cable.row, key);
    return number;
  });
  return done(said`The note is withdrawn from ${ref(cable.ref)}.`, act);
}

const paragraphText = ({ paragraph }: Pick<Note, 'paragraph'>): Text => (paragraph === undefined ? [] : said`, paragraph ${paragraph}`);

/** One page of the notes on a cable, each to be read to its end. */
export function listNotes(desk: Desk, caller: Caller, cable: Cable, page: number): Reply {
  const notes = notesOn(desk.facts, caller.desk, cable.row);
  if (notes.length === 0)
    return {
      tone: 'notice',
      blocks: [{ kind: 'text', text: said`There are no notes on ${ref(cable.ref)} yet.` }],
      actions: [[noteForm(cable.ref)]],
    };
  return listPage({
    title: said`${plural(notes.length, 'note')} on ${ref(cable.ref)}`,
    rows: sheetsOf(notes),
    perPage: 1,
    page,
    item: (sheet) => sheet.map((note) => itemOf(desk, caller, cable, note, notes)),
    turn: ['note', { ref: cable.ref }],
    beside: [openAction(cable.ref, said`Open the cable`), noteForm(cable.ref)],
  });
}

/** Notes page by page, each read to its end: a long one is parted, and no page holds more than a message can show. */
function sheetsOf(notes: readonly Note[]): Note[][] {
  const most = 1500;
  const parts = notes.flatMap((note) =>
    Array.from({ length: Math.max(1, Math.ceil(note.text.length / most)) }, (_, i) => ({
      ...note,
      text: note.text.slice(i * most, (i + 1) * most),
    })),
  );
  const sheets: Note[][] = [];
  for (const part of parts) {
    const last = sheets.at(-1);
    const held = last?.reduce((sum, { text }) => sum + text.length, 0) ?? 0;
    if (last === undefined || last.length >= perSheet || held + part.text.length > most) sheets.push([part]);
    else last.push(part);
  }
  return sheets;
}

function itemOf(desk: Desk, caller: Caller, cable: Cable, note: Note, all: readonly Note[]): Item {
  const answered = note.to === undefined ? undefined : all.find(({ key }) => key === note.to);
  const writer = desk.facts.get(caller.desk, 'note', cable.row, note.key)?.member;
  const actions: Action[] = [];
  actions.push(noteForm(cable.ref, { to: note.key, label: said`Reply` }));
  if (mayTouch(caller, writer)) actions.push(press(said`Withdraw`, 'note', { ref: cable.ref, withdraw: note.key }));
  if (note.link !== undefined) actions.push({ kind: 'link', label: said`The message`, url: note.link });
  return {
    head: said`${person(desk, caller.desk, note.author)} ${time(note.at, 'relative')}${paragraphText(note)}${answered === undefined ? said`` : said`, to ${person(desk, caller.desk, answered.author)}`}${writer === note.author || writer === undefined ? said`` : said`, attached by ${person(desk, caller.desk, writer)}`}`,
    passage: [quoted(note.text)],
    actions,
  };
}
