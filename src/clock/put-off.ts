import type { Cable } from '../cables/cables.ts';
import type { Caller } from '../desk/caller.ts';
import type { Desk } from '../desk/desk.ts';
import { addDays } from '../language/zones.ts';
import type { Reply } from '../reply/reply.ts';
import { own, ref, said } from '../reply/text.ts';
import { done, todayOf } from '../team/pages/lines.ts';

const usualDays = 3;

/** Puts a cable off for so many days, counted in the digest's zone, for the whole desk: no digest picks it before, and the next one does. */
export function putOff(desk: Desk, caller: Caller, cable: Cable, days = usualDays): Reply {
  const until = addDays(todayOf(desk), days);
  const act = desk.act(caller, { act: 'later', cable: cable.ref, detail: { until } }, ({ act: number, put }) => {
    put('later', cable.row, '', { until });
    return number;
  });
  return done(said`${ref(cable.ref)} comes back in the digest of ${own(until)}.`, act);
}
