import { commandGroup, subcommand, optionSpecs, pageOption, type Values } from '../src/bot/command.ts';
import type { Desk } from '../src/desk/desk.ts';
import { assignName, hideEntity, mergeEntities, renameEntity, retypeEntity, splitEntity } from '../src/names/pages/decide.ts';
import { decisionsPage } from '../src/names/pages/decisions.ts';
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
  suggest: ({ desk, typed }: { desk: Desk; typed: string }) => suggestEntities(desk, typed),
} as const;
const sure = { type: 'flag', description: 'Already previewed', hidden: true } as const;

const mergeOptions = optionSpecs({ name, into: { ...name, description: 'The one that it is; its name stays' }, sure });

const splitOptions = optionSpecs({
  name,
  alias: { type: 'text', description: 'The name that does not belong to it', required: true, max: 300 },
  sure,
});

const renameOptions = optionSpecs({
  name,
  to: { type: 'text', description: 'How the pages are to call it', required: true, max: 200 },
  sure,
});

const retypeOptions = optionSpecs({
  name,
  kind: { type: 'choice', description: 'What it is', choices: entityKinds, required: true },
  sure,
});

const hideOptions = optionSpecs({ name, sure });

const assignOptions = optionSpecs({
  name,
  ref: { type: 'cable', description: 'In which cable', required: true },
  to: { ...name, description: 'Whom it means there' },
});

const showOptions = optionSpecs({ name });

const mentionsOptions = optionSpecs({
  ref: { type: 'cable', description: "The cable's ref, or words of its subject", required: true },
  page: pageOption,
});

const listOptions = optionSpecs({ page: pageOption });

declare module '../src/reply/targets.ts' {
  interface Targets {
    'entity merge': Values<typeof mergeOptions>;
    'entity split': Values<typeof splitOptions>;
    'entity rename': Values<typeof renameOptions>;
    'entity retype': Values<typeof retypeOptions>;
    'entity hide': Values<typeof hideOptions>;
    'entity assign': Values<typeof assignOptions>;
    'entity show': Values<typeof showOptions>;
    'entity mentions': Values<typeof mentionsOptions>;
    'entity list': Values<typeof listOptions>;
  }
}

export default commandGroup({
  name: 'entity',
  topic: 'names',
  description: 'Mend what was recognised: who is who, what it is called, what does not belong',
  subcommands: {
    merge: subcommand({
      description: 'Two entities are one; both names lead to it from now on',
      who: 'editor',
      examples: ['/entity merge name:Anatole Vermichian into:Anatol Vermishyan'],
      options: mergeOptions,
      run: ({ options, desk, caller }) => mergeEntities(desk, caller, options),
    }),
    split: subcommand({
      description: 'One of its names is somebody or something else',
      who: 'editor',
      examples: ['/entity split name:Anatol Vermishyan alias:Vermichian'],
      options: splitOptions,
      run: ({ options, desk, caller }) => splitEntity(desk, caller, options),
    }),
    rename: subcommand({
      description: 'Call it otherwise; every name that the cables use still leads to it',
      who: 'editor',
      examples: ['/entity rename name:July 16 meeting to:EU meeting with President Xi'],
      options: renameOptions,
      run: ({ options, desk, caller }) => renameEntity(desk, caller, options),
    }),
    retype: subcommand({
      description: 'It was taken for the wrong kind',
      who: 'editor',
      examples: ['/entity retype name:Rodina Kairos kind:organization'],
      options: retypeOptions,
      run: ({ options, desk, caller }) => retypeEntity(desk, caller, options),
    }),
    hide: subcommand({
      description: 'It is nothing: leave it out of lists, pages and completion',
      who: 'editor',
      examples: ['/entity hide name:Memorial Day'],
      options: hideOptions,
      run: ({ options, desk, caller }) => hideEntity(desk, caller, options),
    }),
    assign: subcommand({
      description: 'In one cable, a name that several bear stands for this one',
      who: 'editor',
      examples: ['/entity assign name:Drobnik ref:COREU/BRU/0427/18 to:Jana Drobnik'],
      options: assignOptions,
      run: ({ options, desk, caller }) => assignName(desk, caller, options),
    }),
    show: subcommand({
      description: 'The page of anything named in the cables',
      who: 'reader',
      examples: ['/entity show name:Vicini'],
      options: showOptions,
      run: async ({ options, desk, caller }) => entityPage(desk, caller, await entityNamed(desk, options.name)),
    }),
    mentions: subcommand({
      description: 'The names read in a cable, one by one: what each was taken for, by what, and how sure',
      who: 'reader',
      examples: ['/entity mentions ref:COREU/WAS/0107/18'],
      options: mentionsOptions,
      run: ({ options, desk }) => mentionsPage(desk, cableFor(desk, options.ref), options.page ?? 1),
    }),
    list: subcommand({
      description: 'What editors decided, what no longer fits, and names that several bear',
      who: 'reader',
      examples: ['/entity list'],
      options: listOptions,
      run: ({ options, desk, caller }) => decisionsPage(desk, caller, options.page),
    }),
  },
});
