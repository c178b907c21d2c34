import { inLanguage } from '../../reply/language.ts';
import { resultContext } from './navigation.ts';
import { excerptBlock, caveatBlocks } from './cable-page.ts';
import { headLine, noticeOf, oneLine, subjectLine } from '../cards.ts';
import type { Cable } from '../cables.ts';
import type { Caller } from '../../desk/caller.ts';
import type { Desk } from '../../desk/desk.ts';
import { DeskError } from '../../reply/failure.ts';
import { shownInChannel } from '../../desk/policy.ts';
import type { Action, Block, Reply } from '../../reply/reply.ts';
import { type SearchRequest } from '../../search/search.ts';
import { person } from '../../team/pages/lines.ts';
import { ours, quoted, ref, said } from '../../reply/text.ts';
import { form, press } from '../../reply/actions.ts';
import { withholdNames } from '../../reply/withhold.ts';

/** The most characters of a reason for sharing. */
export const longestShareReason = 300;

export function discussCable(desk: Desk, caller: Caller, cable: Cable): Reply {
  const thread = desk.facts.get(caller.desk, 'thread', cable.row, '')?.value.thread;
  if (thread !== undefined)
    return {
      blocks: [{ kind: 'text', text: said`${ref(cable.ref)} is discussed in ${{ kind: 'channel', id: thread, name: cable.ref }}.` }],
    };
  const { place } = caller;
  if (place === undefined)
    throw new DeskError(said`There is no channel here to open a thread in.`, { hint: said`Ask in a channel of the desk.` });
  if (!shownInChannel(desk.exposure, place).metadata) throw new DeskError(said`This desk is sealed: cables are not discussed in channels.`);
  desk.act(caller, { act: 'discuss', cable: cable.ref, detail: { channel: place.id } }, ({ post }) => {
    post(() => ({
      to: { thread: { cable: cable.row, ref: cable.ref }, channel: place.id },
      shows: 'metadata',
      reply: {
        blocks: [
          { kind: 'text', text: said`${person(desk, caller.desk, caller.member)} wants to talk about this cable.` },
          { kind: 'text', text: headLine(cable) },
          { kind: 'text', text: subjectLine(cable) },
        ],
        actions: [[press(said`Open`, 'cable', { ref: cable.ref })]],
      },
    }));
    return null;
  });
  return { blocks: [{ kind: 'text', text: said`I am opening a thread for ${ref(cable.ref)} in this channel.` }] };
}

/** `from`: the search that found it; `previewed`: the key of the preview to post; `why`: the sharer's own words. */
type Shared = { from: SearchRequest | undefined; previewed: string | undefined; why: string | undefined };

export function shareCable(desk: Desk, caller: Caller, cable: Cable, { from, previewed, why }: Shared): Reply {
  const { place } = caller;
  if (place === undefined)
    throw new DeskError(said`There is no channel here to share with.`, { hint: said`Share from a channel of the desk.` });
  const shown = shownInChannel(desk.exposure, place);
  if (!shown.metadata) {
    throw new DeskError(said`This desk is sealed: cables are not shown in channels.`, {
      hint: said`The operator decides that (CABLEDESK_EXPOSURE); it cannot be changed from here.`,
    });
  }
  const post = inLanguage(desk.language, () => sharedCable(desk, caller, cable, { from, why, withExcerpt: shown.excerpt }));
  const key = desk.views.keep(caller.desk, JSON.stringify([place.id, cable.hash, post]));
  const channel = { kind: 'channel' as const, id: place.id, name: place.name };
  const again = { ref: cable.ref, share: true, ...resultContext(from, undefined) };
  const confirm: Action = press(
    said`Post here`,
    'cable',
    { ...again, post: key, ...(why === undefined ? {} : { why }) },
    { as: 'replace', style: 'main' },
  );
  if (previewed === key) {
    desk.act(
      caller,
      { act: 'share', cable: cable.ref, detail: { channel: place.id, shows: shown.excerpt ? 'excerpt' : 'metadata' } },
      ({ post: send }) => {
        send(() => ({ to: { channel: place.id }, reply: post, shows: shown.excerpt ? 'excerpt' : 'metadata' }));
        return null;
      },
    );
    return { blocks: [{ kind: 'text', text: said`Posted in ${channel}: ${ref(cable.ref)}.` }] };
  }
  const goes = shown.excerpt
    ? said`Header, subject and excerpt go to ${channel}.`
    : place.open
      ? said`Only header and subject go to ${channel}: everybody on the server can read it.`
      : said`Only header and subject go to ${channel}: the operator has not listed it for excerpts.`;
  return {
    title: said`Preview: what ${channel} will see`,
    ...(previewed === undefined ? {} : { tone: 'notice' as const }),
    blocks: [
      ...(previewed === undefined
        ? []
        : [
            {
              kind: 'text' as const,
              text: said`Something changed since your preview, so nothing was posted. This is what would be posted now:`,
            },
          ]),
      { kind: 'rule' },
      ...post.blocks,
      { kind: 'rule' },
      { kind: 'small', text: goes },
    ],
    actions: [[confirm, reasonForm(again, why)]],
  };
}

/** Asks for the reason; the answer is a new preview. */
const reasonForm = (again: Parameters<typeof press<'cable'>>[2], why: string | undefined): Action =>
  form(why === undefined ? said`Add a reason` : said`Change the reason`, 'cable', again, {
    title: said`Why you share it`,
    fields: [
      {
        option: 'why',
        label: ours('Your reason'),
        description: ours('In your own words; the channel sees them under your name'),
        long: true,
        required: true,
        max: longestShareReason,
        ...(why === undefined ? {} : { value: why }),
      },
    ],
  });

type Post = { from: SearchRequest | undefined; why: string | undefined; withExcerpt: boolean };

function sharedCable(desk: Desk, caller: Caller, cable: Cable, { from, why, withExcerpt }: Post): Reply {
  const blocks: Block[] = [
    { kind: 'text', text: said`${{ kind: 'member', id: caller.member, name: caller.name }} shares a cable` },
    ...(why === undefined ? [] : [{ kind: 'text' as const, text: said`Their reason: ${quoted(oneLine(why))}` }]),
    { kind: 'text', text: headLine(cable) },
    { kind: 'text', text: subjectLine(cable) },
    ...caveatBlocks(desk, cable),
  ];
  const notice = noticeOf(cable);
  if (notice !== '') blocks.push({ kind: 'small', text: [quoted(notice)] });
  if (withExcerpt) blocks.push(excerptBlock(desk, cable, from));
  // What is posted is what was previewed: `desk.act` would withhold the same names.
  return withholdNames(
    { blocks, actions: [[press(said`Open`, 'cable', { ref: cable.ref })]], visibility: 'channel' },
    desk.facts.all(caller.desk, 'withheld').map(({ key }) => key),
  );
}
