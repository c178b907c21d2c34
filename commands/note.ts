import { command, optionSpecs, type Values } from '../src/bot/command.ts';
import { DeskError } from '../src/reply/failure.ts';
import { paragraphNumbered } from '../src/cables/paragraphs.ts';
import { longestNote, noteOf } from '../src/team/notes.ts';
import { noteForm } from '../src/team/pages/lines.ts';
import { own, ref, said, ours } from '../src/reply/text.ts';
import { form } from '../src/reply/actions.ts';
import { cableForNote, refInLink, paragraphRange, writeNote, withdrawNote, listNotes } from '../src/team/pages/note-page.ts';

const noteOptions = optionSpecs({
  ref: { type: 'cable', description: "The cable's ref", required: true },
  text: { type: 'text', description: 'What you found; leave empty to read the notes', max: longestNote },
  paragraph: { type: 'number', description: 'The paragraph it is about', min: 1, max: 999 },
  to: { type: 'text', description: 'The note you are replying to', hidden: true, max: 10 },
  withdraw: { type: 'text', description: 'The note to withdraw', hidden: true, max: 10 },
  link: { type: 'text', description: 'The message to attach', hidden: true, max: 300 },
  author: { type: 'text', description: 'Who wrote that message', hidden: true, max: 40 },
  page: { type: 'number', description: 'Page of the notes', min: 1 },
});

declare module '../src/reply/targets.ts' {
  interface Targets {
    note: Values<typeof noteOptions>;
  }
}

export default command({
  name: 'note',
  topic: 'marks',
  description: 'Notes on a cable: write one, reply to one, or read them all',
  who: 'reader',
  whoFor: ({ text, withdraw }) => (text === undefined && withdraw === undefined ? 'reader' : 'reporter'),
  examples: ['/note ref:COREU/WAS/0107/18 text:Compare with the tariff cable paragraph:2', '/note ref:COREU/WAS/0107/18'],
  options: noteOptions,
  menus: [
    {
      on: 'message',
      name: 'Attach to cable',
      open(target, { desk }) {
        if (target.on !== 'message') return { options: {} };
        const { text, author, link } = target;
        return {
          form: form(
            said`Attach`,
            'note',
            { link, author: author.id },
            {
              title: said`Attach this message to a cable`,
              fields: [
                { option: 'ref', label: ours('Ref of the cable'), required: true, value: refInLink(desk, text), max: 100 },
                { option: 'text', label: ours('Note'), long: true, required: true, value: text.slice(0, longestNote) },
              ],
            },
          ),
        };
      },
    },
  ],
  run({ options, desk, caller }) {
    const { text, to, withdraw } = options;
    const cable = cableForNote(desk, options.ref, text);
    if (withdraw !== undefined) return withdrawNote(desk, caller, cable, withdraw);
    if (text === undefined) return listNotes(desk, caller, cable, options.page ?? 1);
    if (text.trim() === '') throw new DeskError(said`A note can’t be empty.`, { kind: 'usage' });
    const { paragraph } = options;
    if (paragraph !== undefined && paragraphNumbered(cable.body, paragraph) === undefined)
      throw new DeskError(said`${ref(cable.ref)} has no paragraph ${paragraph}: it has ${own(paragraphRange(cable))}.`, {
        kind: 'usage',
        actions: [noteForm(cable.ref, { text, label: said`Try again` })],
      });
    const answered = to === undefined ? undefined : noteOf(desk.facts, caller.desk, cable.row, to);
    if (to !== undefined && answered === undefined)
      throw new DeskError(said`The note you are replying to was withdrawn.`, {
        actions: [noteForm(cable.ref, { text, label: said`Write a new note` })],
      });
    return writeNote(
      desk,
      caller,
      cable,
      {
        text,
        author: options.author ?? caller.member,
        at: desk.now(),
        ...(paragraph === undefined ? {} : { paragraph }),
        ...(to === undefined ? {} : { to }),
        ...(options.link === undefined ? {} : { link: options.link }),
      },
      answered,
    );
  },
});
