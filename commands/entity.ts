import { commandGroup, subcommand } from '../src/bot/command.ts';
import type { Caller } from '../src/desk/caller.ts';
import type { Desk } from '../src/desk/desk.ts';
import { assignName, hideEntity, mergeEntities, renameEntity, retypeEntity, splitEntity } from '../src/names/pages/decide.ts';
import { decisionsPage, undoDecision } from '../src/names/pages/decisions.ts';
import { entityPage } from '../src/names/pages/entity-page.ts';
import { mentionsPage } from '../src/names/pages/mentions.ts';
import { entityNamed, suggestEntities } from '../src/names/pages/section.ts';
import { entityKinds } from '../src/names/resolve/entity.ts';
import { cableFor } from '../src/team/pages/lines.ts';

const name = {
  type: 'text',
  description: 'The entity: any name it is known by',
  required: true,
  max: 300,
  suggest: ({ desk, caller, typed }: { desk: Desk; caller: Caller; typed: string }) => suggestEntities(desk, caller, typed),
} as const;
const sure = { type: 'flag', description: 'Already previewed', hidden: true } as const;
export default commandGroup({
  name: 'entity',
  description: 'Mend what was recognised: who is who, what it is called, what does not belong',
  subcommands: {
    merge: subcommand({
      description: 'Two entities are one; both names lead to it from now on',
      who: 'editor',
      examples: ['/entity merge name:Anatole Vermichian into:Anatol Vermishyan'],
      options: { name, into: { ...name, description: 'The one that it is; its name stays' }, sure },
      run: ({ options, desk, caller }) => mergeEntities(desk, caller, options),
    }),
    split: subcommand({
      description: 'One of its names is somebody or something else',
      who: 'editor',
      examples: ['/entity split name:Anatol Vermishyan alias:Vermichian'],
      options: { name, alias: { type: 'text', description: 'The name that does not belong to it', required: true, max: 300 }, sure },
      run: ({ options, desk, caller }) => splitEntity(desk, caller, options),
    }),
    rename: subcommand({
      description: 'Call it otherwise; every name that the cables use still leads to it',
      who: 'editor',
      examples: ['/entity rename name:July 16 meeting to:EU meeting with President Xi'],
      options: { name, to: { type: 'text', description: 'How the pages are to call it', required: true, max: 200 }, sure },
      run: ({ options, desk, caller }) => renameEntity(desk, caller, options),
    }),
    retype: subcommand({
      description: 'It was taken for the wrong kind',
      who: 'editor',
      examples: ['/entity retype name:Rodina Kairos kind:organization'],
      options: { name, kind: { type: 'choice', description: 'What it is', choices: entityKinds, required: true }, sure },
      run: ({ options, desk, caller }) => retypeEntity(desk, caller, options),
    }),
    hide: subcommand({
      description: 'It is nothing: leave it out of lists, pages and completion',
      who: 'editor',
      examples: ['/entity hide name:Memorial Day'],
      options: { name, sure },
      run: ({ options, desk, caller }) => hideEntity(desk, caller, options),
    }),
    assign: subcommand({
      description: 'In one cable, a name that several bear stands for this one',
      who: 'editor',
      examples: ['/entity assign name:Drobnik ref:COREU/BRU/0427/18 to:Jana Drobnik'],
      options: {
        name,
        ref: { type: 'cable', description: 'In which cable', required: true },
        to: { ...name, description: 'Whom it means there' },
      },
      run: ({ options, desk, caller }) => assignName(desk, caller, options),
    }),
    show: subcommand({
      description: 'The page of anything named in the cables',
      who: 'reader',
      examples: ['/entity show name:Vicini'],
      options: { name },
      run: async ({ options, desk, caller }) => entityPage(desk, caller, await entityNamed(desk, caller, options.name)),
    }),
    mentions: subcommand({
      description: 'The names read in a cable, one by one: what each was taken for, by what, and how sure',
      who: 'reader',
      examples: ['/entity mentions ref:COREU/WAS/0107/18'],
      options: {
        ref: { type: 'cable', description: "The cable's ref, or words of its subject", required: true },
        page: { type: 'number', description: 'Page of the list', min: 1 },
      },
      run: ({ options, desk, caller }) => mentionsPage(desk, caller, cableFor(desk, caller, options.ref), options.page ?? 1),
    }),
    list: subcommand({
      description: 'What editors decided, what no longer fits, and names that several bear',
      who: 'reader',
      examples: ['/entity list'],
      options: {},
      run: ({ desk, caller }) => decisionsPage(desk, caller),
    }),
    undo: subcommand({
      description: 'Take back a decision about names: your last one, or one of the list',
      who: 'editor',
      examples: ['/entity undo', '/entity undo act:120'],
      options: { act: { type: 'number', description: 'Its number, as the list has it', min: 1 } },
      run: ({ options, desk, caller }) => undoDecision(desk, caller, options.act),
    }),
  },
});
