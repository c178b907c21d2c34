import { command, optionSpecs, type Values } from '../../src/bot/command.ts';
import { entityKinds } from '../../src/names/resolve/entity.ts';
import type { Reply } from '../../src/reply/reply.ts';
import { crossReference } from '../../src/names/pages/xref.ts';
import { decideListed, reviewPage } from '../../src/names/pages/xref-review.ts';
import { askForNames, namesGiven, outcomesReply } from '../../src/names/pages/xref-reply.ts';

const xrefOptions = optionSpecs({
  file: { type: 'file', description: 'A text file with a name a line, or a CSV with a column "name"; else its first column' },
  names: { type: 'text', description: 'Names, one a line or parted by | or ;; without them, a form to paste them into', max: 6000 },
  kind: { type: 'choice', description: 'Look among these alone (default: all)', choices: entityKinds },
  near: { type: 'text', description: 'Near ones of a list', hidden: true, max: 60 },
  page: { type: 'number', description: 'Page of the near ones', hidden: true, min: 1 },
  entry: { type: 'text', description: 'A name of a list', hidden: true, max: 300 },
  entity: { type: 'text', description: 'What it may be', hidden: true, max: 400 },
  verdict: { type: 'choice', description: 'Whether it is', hidden: true, choices: ['same', 'other'] },
});

declare module '../../src/reply/targets.ts' {
  interface Targets {
    'names lookup': Values<typeof xrefOptions>;
  }
}

export default command({
  name: 'names lookup',
  description: 'A list of names against the trove: who occurs, under which name, in which cables; with a table',
  who: 'reader',
  whoFor: ({ verdict }) => (verdict === undefined ? 'reader' : 'editor'),
  examples: [
    '/names lookup',
    '/names lookup names:Rogozin, Dmitri | Caroline Vicini | D. Trump',
    '/names lookup names:Gazprom | Rosneft kind:organization',
  ],
  options: xrefOptions,
  async run({ options, desk, caller, progress }): Promise<Reply> {
    const { file, names, kind, near, page, entry, entity, verdict } = options;
    if (near !== undefined) {
      const done =
        entry === undefined || entity === undefined || verdict === undefined
          ? undefined
          : await decideListed(desk, caller, { entry, entity, verdict });
      return reviewPage(desk, caller, near, page ?? 1, done);
    }
    if (file === undefined && names === undefined) return askForNames;
    const entries = await namesGiven(names, file);
    return outcomesReply(desk, caller, entries, await crossReference(desk, caller, { entries, kind }, progress));
  },
});
