import { inLanguage } from '../../reply/language.ts';
import { resultContext } from './navigation.ts';
import { excerptBlock, caveatBlocks } from './cable-page.ts';
import { headLine, noticeOf, subjectLine } from '../cards.ts';
import type { Cable } from '../cables.ts';
import type { Caller } from '../../desk/caller.ts';
import type { Desk } from '../../desk/desk.ts';
import { DeskError } from '../../reply/failure.ts';
import { shownInChannel } from '../../desk/policy.ts';
import type { Action, Block, Reply } from '../../reply/reply.ts';
import { type SearchRequest } from '../../search/search.ts';
import { person } from '../../team/pages/lines.ts';
import { quoted, ref, said } from '../../reply/text.ts';
import { press } from '../../reply/actions.ts';
import { withholdNames } from '../../reply/withhold.ts';

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

export function shareCable(
  desk: Desk,
  caller: Caller,
  cable: Cable,
  from: SearchRequest | undefined,
  previewed: string | undefined,
): Reply {
  const { place } = caller;
  if (place === undefined)
    throw new DeskError(said`There is no channel here to share with.`, { hint: said`Share from a channel of the desk.` });
  const shown = shownInChannel(desk.exposure, place);
  if (!shown.metadata) {
    throw new DeskError(said`This desk is sealed: cables are not shown in channels.`, {
      hint: said`The operator decides that (CABLEDESK_EXPOSURE); it cannot be changed from here.`,
    });
  }
  const post = inLanguage(desk.language, () => sharedCable(desk, caller, cable, from, shown.excerpt));
  const key = desk.views.keep(caller.desk, JSON.stringify([place.id, cable.hash, post]));
  const channel = { kind: 'channel' as const, id: place.id, name: place.name };
  const confirm: Action = press(
    said`Post here`,
    'cable',
    { ref: cable.ref, share: true, post: key, ...resultContext(from, undefined) },
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
  const why = shown.excerpt
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
      { kind: 'small', text: why },
    ],
    actions: [[confirm]],
  };
}

function sharedCable(desk: Desk, caller: Caller, cable: Cable, from: SearchRequest | undefined, withExcerpt: boolean): Reply {
  const blocks: Block[] = [
    { kind: 'text', text: said`${{ kind: 'member', id: caller.member, name: caller.name }} shares a cable` },
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
