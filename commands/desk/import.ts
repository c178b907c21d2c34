import { command, optionSpecs, type Values } from '../../src/bot/command.ts';
import { bringIn, previewFile } from '../../src/import/pages/bring-in.ts';
import { form } from '../../src/reply/actions.ts';
import type { Reply } from '../../src/reply/reply.ts';
import { ours, said } from '../../src/reply/text.ts';

const importOptions = optionSpecs({
  file: { type: 'file', description: 'The file: cables, emails, a table, a PDF, or an archive of them' },
  trove: {
    type: 'text',
    description: 'The trove they belong to (default: named after the file)',
    max: 64,
    suggest({ desk, typed }) {
      const found = desk.troves.list().filter(({ name }) => name.includes(typed.trim().toLowerCase()));
      const fresh =
        typed.trim() === '' || found.some(({ name }) => name === typed.trim()) ? [] : [{ label: ours`${typed} (new)`, value: typed }];
      return [...found.map(({ name }) => ({ label: name, value: name })), ...fresh];
    },
    none: () => said`No troves yet; leave it empty to name it after the file`,
  },
  upload: { type: 'text', description: 'The file that was previewed', hidden: true, max: 140 },
});

declare module '../../src/reply/targets.ts' {
  interface Targets {
    'desk import': Values<typeof importOptions>;
  }
}

/** Asks for the file, where the command was called without one. */
const askForFile = (): Reply => ({
  tone: 'notice',
  blocks: [
    {
      kind: 'text',
      text: said`Attach cables, emails, a table, a PDF, or an archive of them. First you see a preview; nothing is imported before you confirm.`,
    },
  ],
  actions: [
    [
      form(
        said`Choose a file`,
        'desk import',
        {},
        {
          as: 'replace',
          title: said`Import a file`,
          fields: [
            { option: 'file', label: ours('The file'), kind: 'file', required: true },
            { option: 'trove', label: ours('Trove'), description: ours('The one they belong to; empty: named after the file'), max: 64 },
          ],
          style: 'main',
        },
      ),
    ],
  ],
});

export default command({
  name: 'desk import',
  description: 'Import a file: see a preview, then confirm',
  who: 'lead',
  examples: ['/desk import'],
  options: importOptions,
  async run({ options: { file, trove, upload }, desk, caller, progress }) {
    if (file !== undefined) return previewFile(desk, caller, file, trove, progress);
    if (upload !== undefined) return bringIn(desk, caller, upload, trove, progress);
    return askForFile();
  },
});
