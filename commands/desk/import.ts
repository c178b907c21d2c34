import { command, optionSpecs, type Values } from '../../src/bot/command.ts';
import { bringIn, previewFile } from '../../src/import/pages/bring-in.ts';
import { DeskError } from '../../src/reply/failure.ts';
import { said } from '../../src/reply/text.ts';

const importOptions = optionSpecs({
  file: { type: 'file', description: 'The file: cables, mails, a table, a PDF, an archive of these ...' },
  trove: {
    type: 'text',
    description: 'The trove that they belong to; without it, named after the file',
    max: 64,
    suggest: ({ desk }) => desk.troves.list().map(({ name }) => ({ label: name, value: name })),
  },
  upload: { type: 'text', description: 'A file that was looked at', max: 140 },
});

declare module '../../src/reply/targets.ts' {
  interface Targets {
    'desk import': Values<typeof importOptions>;
  }
}

export default command({
  name: 'desk import',
  description: 'Bring in a file: first what would become of its records, then by a press',
  who: 'lead',
  examples: ['/desk import'],
  options: importOptions,
  async run({ options: { file, trove, upload }, desk, caller, progress }) {
    if (file !== undefined) return previewFile(desk, caller, file, trove, progress);
    if (upload !== undefined) return bringIn(desk, caller, upload, trove, progress);
    throw new DeskError(said`There is no file to look at.`, { kind: 'usage', hint: said`Attach one: /desk import file:` });
  },
});
