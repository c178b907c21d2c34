import { clockCaller, requireWritable, type Caller } from '../desk/caller.ts';
import type { Desk } from '../desk/desk.ts';
import { noCable } from '../desk/facts.ts';
import type { FactValue } from '../desk/kinds.ts';
import { shownInChannel } from '../desk/policy.ts';
import { DeskError } from '../reply/failure.ts';
import type { Block, Post, Reply } from '../reply/reply.ts';
import { said, strong, time, type Part, type Text, own } from '../reply/text.ts';
import { boardPage } from '../team/pages/board.ts';
import { todayAt } from '../team/progress.ts';

/** The board that a lead pinned in a channel: a message that is edited whenever the desk has got further. */

type Board = FactValue<'board'>;
const boardOf = (desk: Desk, home: string) => desk.facts.get(home, 'board', noCable, '');
const channelPart = (id: string): Part => ({ kind: 'channel', id, name: id });

/** Posts the board in the caller's channel and pins it; one that was pinned before ends. Throws a DeskError where the bot may not pin. */
export function pinBoard(desk: Desk, caller: Caller): Reply {
  const { place } = caller;
  if (place === undefined) throw new DeskError(said`A board is pinned in a channel.`, { kind: 'usage', hint: said`Type it there.` });
  if (place.mayPin === false)
    throw new DeskError(said`I’m not allowed to pin messages in ${{ kind: 'channel', ...place }}.`, {
      hint: said`Ask an administrator of the server to give me ${strong('Pin Messages')} there, then try again.`,
    });
  requireWritable(caller, place.id);
  desk.act(caller, { act: 'pin board', detail: { channel: place.id } }, ({ put, post }) => {
    const before = boardOf(desk, caller.desk)?.value;
    // The first post of an act is known by the act's interaction: see desk.act.
    put('board', noCable, '', { channel: place.id, post: `${caller.interaction}:0` });
    post(() => ({ ...boardPost(desk, caller.desk, place.id), pin: true }));
    if (before !== undefined) post(() => farewell(before));
    return null;
  });
  return plainly(said`The board is pinned here and keeps itself up to date.`);
}

/** Ends the pinned board. Throws a DeskError when there is none. */
export function unpinBoard(desk: Desk, caller: Caller): Reply {
  const board = boardOf(desk, caller.desk)?.value;
  if (board === undefined) throw new DeskError(said`No board is pinned.`, { hint: said`${strong('/work board pin:true')} pins one.` });
  desk.act(caller, { act: 'unpin board' }, ({ drop, post }) => {
    drop('board', noCable, '');
    post(() => farewell(board));
    return null;
  });
  return plainly(said`The board in ${channelPart(board.channel)} is no longer kept up to date.`);
}

/** What is said of it; there is no *Undo*: what was posted stays, and pinning or ending it again is a command away. */
const plainly = (text: Text): Reply => ({ blocks: [{ kind: 'text', text }] });

/** The board as everybody may see it. */
function boardPost(desk: Desk, home: string, channel: string, edits?: string): Post {
  const counts = !shownInChannel(desk.exposure, { listed: true, open: false }).metadata;
  const page = boardPage(desk.as({ desk: home, role: 'reader' }), home, { counts });
  const updated: Block = {
    kind: 'small',
    text: said`Updated ${time(desk.now(), 'relative')}. Pinned by a lead; it keeps itself up to date.`,
  };
  return {
    to: { channel },
    reply: { ...page, blocks: [...page.blocks, updated] },
    silent: true,
    ...(counts ? {} : { shows: 'metadata' }),
    ...(edits === undefined ? {} : { edits }),
  };
}

/** What the message says from now on. */
const farewell = ({ channel, post }: Board): Post => ({
  to: { channel },
  edits: post,
  pin: false,
  silent: true,
  reply: {
    blocks: [{ kind: 'text', text: said`This board is no longer kept up to date. ${strong('/work board')} shows where the desk stands.` }],
  },
});

/** Making the board reads every cable: it is made at most once in so many minutes as it has this many cables. */
const cablesAMinute = 20_000;

/** Keeps the pinned board up to date: returns what is to be called every minute. */
export function createBoardKeeper(desk: Desk): () => void {
  /** What was last written, so that nothing is done where nothing has changed. */
  let last = { post: '', state: '', shown: '', nonce: '', at: 0 };
  return () => {
    const home = desk.home();
    const board = boardOf(desk, home)?.value;
    if (board === undefined) return;
    const isKnown = last.post === board.post && last.nonce !== '';
    const nonce = isKnown ? last.nonce : board.post;
    const problem = desk.outbox.problemOf(home, nonce);
    if (problem !== undefined) return stop(desk, home, board, problem);
    // One that waits to be sent would only be followed by another.
    if (isKnown && desk.outbox.messageOf(home, nonce) === undefined) return;
    const state = stateOf(desk, home);
    const now = desk.now();
    if (last.post === board.post && (last.state === state || now - last.at < (desk.cables.count() / cablesAMinute) * 60_000)) return;
    const post = boardPost(desk, home, board.channel, board.post);
    const shown = JSON.stringify(post.reply.blocks.slice(0, -1));
    const isSame = last.post === board.post && last.shown === shown;
    const caller = clockCaller(home, `board:${board.post}:${now}`);
    let isQueued = isSame;
    if (!isSame)
      desk.act(caller, { act: 'board' }, (tools) =>
        tools.post(() => {
          isQueued = true;
          return post;
        }),
      );
    if (isQueued) last = { post: board.post, state, shown, nonce: isSame ? last.nonce : `${caller.interaction}:0`, at: now };
  };
}

/** Changes whenever something that the board counts may have changed: facts, cables, and the day. */
function stateOf(desk: Desk, home: string): string {
  const last = (sql: string): string => String(desk.db.prepare<[], number | string | null>(sql).pluck().get());
  return [
    last('SELECT max(act) FROM changes'),
    last("SELECT count(*) || '/' || max(row) FROM cables"),
    todayAt(desk.facts, home, desk.now()),
  ].join(' ');
}

/** The message is gone, or the channel: the board ends, and whoever pinned it is told why. */
function stop(desk: Desk, home: string, { channel, post: first }: Board, problem: string): void {
  desk.act(clockCaller(home, `board-stopped:${first}`), { act: 'unpin board' }, ({ drop, post }) => {
    const by = boardOf(desk, home)?.member;
    drop('board', noCable, '');
    if (by === undefined) return;
    post(() => ({
      to: { member: by },
      reply: {
        tone: 'notice',
        blocks: [
          { kind: 'text', text: said`The pinned board in ${channelPart(channel)} could not be kept up to date and has ended.` },
          { kind: 'text', text: [own(problem)] },
          { kind: 'text', text: said`${strong('/work board pin:true')} pins a new one.` },
        ],
      },
    }));
  });
}
