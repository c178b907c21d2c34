import { command, optionSpecs, type Values } from '../../src/bot/command.ts';
import { entityKinds } from '../../src/names/resolve/entity.ts';
import type { Reply } from '../../src/reply/reply.ts';
import { crossReference } from '../../src/names/pages/xref.ts';
import { decideListed, reviewPage } from '../../src/names/pages/xref-review.ts';
import { askForNames, namesGiven, outcomesReply } from '../../src/names/pages/xref-reply.ts';

const xrefOptions = optionSpecs({
  file: { type: 'file', description: 'A text file with one name per line, or a CSV (column "name", else the first column)' },
  names: { type: 'text', description: 'Names, one per line or separated by | or ; (leave empty for a form)', max: 6000 },
  kind: { type: 'choice', description: 'Only names of this type (default: all)', choices: entityKinds },
  near: { type: 'text', description: 'Possible matches of a list', hidden: true, max: 60 },
  page: { type: 'number', description: 'Page of the possible matches', hidden: true, min: 1 },
  entry: { type: 'text', description: 'A name on the list', hidden: true, max: 300 },
  entity: { type: 'text', description: 'Its possible match', hidden: true, max: 400 },
  verdict: { type: 'choice', description: 'The same, or not', hidden: true, choices: ['same', 'other'] },
});

declare module '../../src/reply/targets.ts' {
  interface Targets {
    'names lookup': Values<typeof xrefOptions>;
  }
}

export default command({
  name: 'names lookup',
  description: 'Check a list of names against the trove: who appears, under which name, in which cables',
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
    if (file === undefined && names === undefined) return askForNames();
    const entries = await namesGiven(names, file);
    return outcomesReply(desk, caller, entries, await crossReference(desk, caller, { entries, kind }, progress));
  },
});
