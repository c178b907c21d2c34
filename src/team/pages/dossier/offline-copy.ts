import { headLine, subjectLine } from '../../../cables/cards.ts';
import type { Cable } from '../../../cables/cables.ts';
import type { Caller } from '../../../desk/caller.ts';
import type { Desk } from '../../../desk/desk.ts';
import { fileRefusal, leadOf, mayHaveFile } from '../../../desk/policy.ts';
import { claimsOf } from '../../../factcheck/claims.ts';
import { DeskError } from '../../../reply/failure.ts';
import { page } from '../../../reply/html.ts';
import type { Reply } from '../../../reply/reply.ts';
import { said, time } from '../../../reply/text.ts';
import { wholePage } from '../../../reply/whole-page.ts';
import { refuseBeyondLimit } from '../../reading-alarms.ts';
import { person } from '../lines.ts';
import { heldBack } from '../second-look.ts';
import { cableSection } from './cable-section.ts';

/**
 * A cable as one page that opens without a network: header, text, and what its card shows this person of the desk's work on it.
 * Throws a DeskError for whoever gets no files.
 */
export function offlineCopy(desk: Desk, caller: Caller, cable: Cable): Reply {
  if (!mayHaveFile(desk.exposure, caller)) throw new DeskError(fileRefusal(desk.exposure, caller), { hint: said`Ask ${leadOf(caller)}.` });
  refuseBeyondLimit(desk, caller, cable.row);
  const isHeldBack = heldBack(desk, caller, cable) !== undefined;
  desk.act(caller, { act: 'file', cable: cable.ref, detail: { offline: true } }, () => null);
  const bytes = wholePage(cable.ref, [
    page`<header id="contents">
      <p class="small">
        ${said`${headLine(cable)} · for ${person(desk, caller.desk, caller.member)}, ${time(desk.now(), 'both')}. Confidential: it holds the text of the cable and what the desk wrote about it.`}
      </p>
      ${isHeldBack ? page`<p class="notice">${heldBackText()}</p>` : page``}
    </header>`,
    cableSection(desk, caller, cable, {
      anchors: new Map([[cable.ref, 'cable']]),
      claims: isHeldBack ? [] : claimsOf(desk.facts, caller.desk),
      isHeldBack,
    }),
  ]);
  return {
    title: subjectLine(cable),
    blocks: [
      { kind: 'text', text: headLine(cable) },
      {
        kind: 'small',
        text: said`One page, to read without a connection: its notes and paragraphs are linked. It does not change any more.`,
      },
    ],
    files: [{ name: `${cable.ref}.html`, bytes, holds: [{ cable: cable.row, at: 0, length: cable.body.length }] }],
  };
}

const heldBackText = () => said`What colleagues noticed in it is left out until you have read it.`;
