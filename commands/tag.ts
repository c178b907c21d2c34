import type { Caller } from '../src/desk/caller.ts';
import { asOfOption, commandGroup, subcommand, optionSpecs, pageOption, type Values } from '../src/bot/command.ts';
import type { Desk } from '../src/desk/desk.ts';
import { DeskError } from '../src/reply/failure.ts';
import { normaliseTag, tagsOf } from '../src/team/tags.ts';
import { bulk, chooser, hash } from '../src/team/pages/tag-page.ts';
import { cableFor } from '../src/team/pages/lines.ts';
import type { Choice } from '../src/reply/reply.ts';
import { ours, quoted, said } from '../src/reply/text.ts';
import { form, press } from '../src/reply/actions.ts';
import { refInLink } from '../src/team/pages/note-page.ts';
import { addTag, defineTag, removeTag, tagPair, renameTag, listTags, showTag } from '../src/team/pages/change-tags.ts';

type Typed = { desk: Desk; caller: Caller; typed: string };

function suggestTags({ desk, caller, typed }: Typed): Choice[] {
  const wanted = typed.toLowerCase().replace(/^#/, '');
  return tagsOf(desk.facts, caller.desk)
    .filter(({ name }) => name.includes(wanted))
    .toSorted((a, b) => Number(b.name.startsWith(wanted)) - Number(a.name.startsWith(wanted)) || b.cables - a.cables)
    .map(({ name, cables, definition }) => ({ label: `#${name} (${cables})${definition === '' ? '' : ` ${definition}`}`, value: name }));
}

/** A tag that exists. */
const tagOption = (description: string) =>
  ({
    type: 'text',
    description,
    max: 200,
    suggest: suggestTags,
    none: ({ typed }: Typed) =>
      typed.trim() === ''
        ? said`No tags here yet; /tag add makes one`
        : said`No tag matches ${quoted(typed.slice(0, 40))}; /tag list shows all`,
  }) as const;

/** The tag that was typed, if it can be one. */
function tryTag(typed: string): string | undefined {
  try {
    return normaliseTag(typed);
  } catch {
    return undefined;
  }
}

/** A tag that may be new. */
const newTagOption = (description: string) =>
  ({
    ...tagOption(description),
    suggest(context: Typed) {
      const found = suggestTags(context);
      const name = tryTag(context.typed);
      return name === undefined || found.some(({ value }) => value === name)
        ? found
        : [...found, { label: ours`#${name} (new)`, value: name }];
    },
    none: ({ typed }: Typed) => (typed.trim() === '' ? said`No tags here yet: type one` : said`A tag has only letters, digits, - and _`),
  }) as const;

const addOptions = optionSpecs({
  ref: { type: 'cable', description: "The cable's ref", required: true },
  tag: newTagOption('The tag: letters, digits, - and _'),
  new: { type: 'flag', description: 'Create it even though a similar tag exists', hidden: true },
});

const removeOptions = optionSpecs({
  ref: { type: 'cable', description: "The cable's ref", required: true },
  tag: { ...tagOption('The tag'), required: true },
});

const listOptions = optionSpecs({ tag: tagOption('One tag'), page: pageOption, asof: asOfOption });

const defineOptions = optionSpecs({
  tag: { ...tagOption('The tag'), required: true },
  meaning: { type: 'text', description: 'What it means, in one sentence', required: true, max: 300 },
});

const renameOptions = optionSpecs({
  tag: { ...tagOption('The tag'), required: true },
  to: { type: 'text', description: 'Its new name', required: true, max: 200 },
});

const mergeOptions = optionSpecs({
  tag: { ...tagOption('The tag to merge'), required: true },
  into: { ...tagOption('The tag to keep'), required: true },
});

const bulkOptions = optionSpecs({
  query: { type: 'text', description: 'The search, as in /search', required: true, max: 6000 },
  add: newTagOption('The tag to add'),
  remove: tagOption('The tag to remove'),
  frozen: { type: 'text', description: 'The previewed cables', hidden: true, max: 64 },
});

declare module '../src/reply/targets.ts' {
  interface Targets {
    'tag add': Values<typeof addOptions>;
    'tag remove': Values<typeof removeOptions>;
    'tag list': Values<typeof listOptions>;
    'tag define': Values<typeof defineOptions>;
    'tag rename': Values<typeof renameOptions>;
    'tag merge': Values<typeof mergeOptions>;
    'tag bulk': Values<typeof bulkOptions>;
  }
}

export default commandGroup({
  name: 'tag',
  topic: 'marks',
  description: 'Tags on cables: add, remove, list, define, rename, merge, or tag many at once',
  front: ['add', 'list'],
  subcommands: {
    add: subcommand({
      description: 'Tag a cable; leave the tag empty to choose from a list',
      who: 'reporter',
      examples: ['/tag add ref:COREU/WAS/0107/18 tag:iran-deal'],
      options: addOptions,
      menus: [
        {
          on: 'message',
          name: 'Tag the cable',
          open: (target, { desk }) => ({
            form: form(
              said`Tag`,
              'tag add',
              {},
              {
                title: said`Tag the cable of this message`,
                fields: [
                  {
                    option: 'ref',
                    label: ours('Ref of the cable'),
                    required: true,
                    value: target.on === 'message' ? refInLink(desk, target.text) : '',
                    max: 100,
                  },
                  { option: 'tag', label: ours('Tag'), required: true, max: 200 },
                ],
              },
            ),
          }),
        },
      ],
      run({ options, desk, caller }) {
        const cable = cableFor(desk, options.ref);
        return options.tag === undefined ? chooser(desk, caller, cable) : addTag(desk, caller, cable, options.tag, options.new === true);
      },
    }),
    remove: subcommand({
      description: 'Remove a tag from a cable',
      who: 'reporter',
      examples: ['/tag remove ref:COREU/WAS/0107/18 tag:iran-deal'],
      options: removeOptions,
      run: ({ options, desk, caller }) => removeTag(desk, caller, cableFor(desk, options.ref), options.tag),
    }),
    list: subcommand({
      description: 'All tags with their cables; or one tag: what it means, who added it, where and when',
      who: 'reader',
      looksBack: true,
      examples: ['/tag list', '/tag list tag:iran-deal'],
      options: listOptions,
      run: ({ options, desk, caller }) =>
        options.tag === undefined ? listTags(desk, caller, options.page ?? 1) : showTag(desk, caller, options.tag, options.page ?? 1),
    }),
    define: subcommand({
      description: 'Say what a tag means',
      who: 'editor',
      examples: ['/tag define tag:iran-deal meaning:Everything on the nuclear agreement of 2015'],
      options: defineOptions,
      run: ({ options, desk, caller }) => defineTag(desk, caller, options.tag, options.meaning),
    }),
    rename: subcommand({
      description: 'Rename a tag on all its cables',
      who: 'lead',
      examples: ['/tag rename tag:iran-deal to:jcpoa'],
      options: renameOptions,
      run({ options, desk, caller }) {
        const { from, to } = tagPair(desk, caller, options.tag, options.to);
        if (tagsOf(desk.facts, caller.desk).some(({ name }) => name === to))
          throw new DeskError(said`${hash(to)} exists already.`, {
            hint: said`You can merge the two.`,
            actions: [press(said`Merge them`, 'tag merge', { tag: from, into: to }, { as: 'replace' })],
          });
        return renameTag(desk, caller, 'rename', from, to);
      },
    }),
    merge: subcommand({
      description: 'Merge two tags: all cables with the first get the second',
      who: 'lead',
      examples: ['/tag merge tag:irandeal into:iran-deal'],
      options: mergeOptions,
      run({ options, desk, caller }) {
        const { from, to } = tagPair(desk, caller, options.tag, options.into);
        return renameTag(desk, caller, 'merge', from, to);
      },
    }),
    bulk: subcommand({
      description: 'Add a tag to, or remove it from, every cable a search finds, with a preview first',
      who: 'editor',
      examples: ['/tag bulk query:iran from:washington add:iran-deal'],
      options: bulkOptions,
      run: ({ options, desk, caller }) => bulk(desk, caller, options),
    }),
  },
});
