import { command, optionSpecs, type Values } from '../../src/bot/command.ts';
import { readingOf } from '../../src/team/readings.ts';
import { cableFor, done, touch } from '../../src/team/pages/lines.ts';
import { lookOffer } from '../../src/team/pages/second-look.ts';
import { ref, said, ours } from '../../src/reply/text.ts';
import { form } from '../../src/reply/actions.ts';

const readOptions = optionSpecs({
  ref: { type: 'cable', description: "The cable's ref", required: true },
  irrelevant: { type: 'flag', description: 'Not relevant to this story' },
  why: { type: 'text', description: 'Why it is not relevant', max: 300 },
});

declare module '../../src/reply/targets.ts' {
  interface Targets {
    'work read': Values<typeof readOptions>;
  }
}

export default command({
  name: 'work read',
  description: 'Mark a cable as read, or as irrelevant to this story',
  who: 'reader',
  examples: ['/work read ref:COREU/WAS/0107/18', '/work read ref:COREU/WAS/0107/18 irrelevant:true why:Only seating plans'],
  options: readOptions,
  run({ options, desk, caller }) {
    const cable = cableFor(desk, options.ref);
    const isIrrelevant = options.irrelevant === true;
    const before = readingOf(desk.facts, caller.desk, cable.row, caller.member);
    const { irrelevant: _, why: __, ...kept } = before;
    const act = desk.act(caller, { act: isIrrelevant ? 'irrelevant' : 'read', cable: cable.ref }, ({ act: number, put }) => {
      const now = desk.now();
      put('reading', cable.row, caller.member, {
        ...kept,
        read: before.read ?? now,
        ...(isIrrelevant ? { irrelevant: now, ...(options.why === undefined ? {} : { why: options.why }) } : {}),
      });
      touch(desk, caller, put, cable.row);
      return number;
    });
    const offer = isIrrelevant ? undefined : lookOffer(desk, caller, cable);
    return done(
      isIrrelevant ? said`You marked ${ref(cable.ref)} as irrelevant. It stays searchable.` : said`You marked ${ref(cable.ref)} as read.`,
      act,
      {
        blocks: offer === undefined ? [] : [{ kind: 'text', text: offer.text }],
        actions: isIrrelevant
          ? []
          : [
              ...(offer === undefined ? [] : [offer.action]),
              form(
                said`Irrelevant`,
                'work read',
                { ref: cable.ref, irrelevant: true },
                {
                  as: 'replace',
                  title: said`Not relevant to this story`,
                  fields: [{ option: 'why', label: ours('Why'), description: ours('So colleagues know later'), max: 300 }],
                },
              ),
            ],
      },
    );
  },
});
