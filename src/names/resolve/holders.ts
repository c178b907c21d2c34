import type { CableNames, Entity } from './entity.ts';
import type { Mention } from '../recognise/names-so-far.ts';
import { isOfOffice } from './witness.ts';

/** Whom an office means, and the cable that says that this person held it. */
type Holder = { entity: string; witness: string };

type Claim = { entity: string; ref: string; at: number };
/** Years: claims so near decide by their number; if there are none, those on both sides must agree, or one be near enough. */
const near = 0.6;
const reach = { both: 3, one: 1 };
/** The share of the claims that the holder must have. */
const clear = 0.75;

/**
 * Who held an office when a cable speaks of it: by what the cables themselves say of people, with dates and cables. Undefined
 * where they say nothing, or name two.
 */
export function holdersOf(
  cables: readonly CableNames[],
  entityOf: (mention: Mention) => Entity | undefined,
): (cable: CableNames, mention: Mention) => Holder | undefined {
  const claims = readClaims(cables, entityOf);
  return ({ date }, { office = '' }) => holderAt(claims.get(office) ?? [], yearsOf(date));
}

function readClaims(cables: readonly CableNames[], entityOf: (mention: Mention) => Entity | undefined) {
  const all = cables.flatMap(({ ref, date, names }) =>
    names.flatMap((mention) => {
      if (mention.office === undefined || isOfOffice(mention)) return [];
      const entity = entityOf(mention);
      const [head = '', whose = ''] = mention.office.split('|');
      return entity?.kind !== 'individual' || entity.ambiguous ? [] : [{ entity: entity.id, head, whose, ref, at: yearsOf(date) }];
    }),
  );
  // Whose office it is, is said once and meant in the other cables.
  const said = Map.groupBy(
    all.filter(({ whose }) => whose !== ''),
    ({ entity, head }) => `${entity}|${head}`,
  );
  const whole = all.map((claim) => {
    const others = new Set((said.get(`${claim.entity}|${claim.head}`) ?? []).map(({ whose }) => whose));
    return claim.whose === '' && others.size === 1 ? { ...claim, whose: [...others][0] ?? '' } : claim;
  });
  return Map.groupBy(
    whole.filter(({ whose, at }) => whose !== '' && at > 0),
    ({ head, whose }) => `${head}|${whose}`,
  );
}

function holderAt(claims: readonly Claim[], at: number): Holder | undefined {
  if (at === 0) return undefined;
  const inOrder = claims.toSorted((a, b) => Math.abs(a.at - at) - Math.abs(b.at - at) || (a.ref < b.ref ? -1 : 1));
  const close = inOrder.filter((one) => Math.abs(one.at - at) <= near);
  const [best, ofBest] = [...Map.groupBy(close, ({ entity }) => entity)].toSorted(([, a], [, b]) => b.length - a.length)[0] ?? [];
  if (best !== undefined && ofBest !== undefined)
    return ofBest.length >= clear * close.length ? { entity: best, witness: ofBest[0]?.ref ?? '' } : undefined;
  const [before, after] = [inOrder.find((one) => one.at < at), inOrder.find((one) => one.at > at)];
  const isWithin = (one: Claim | undefined, years: number): boolean => one !== undefined && Math.abs(one.at - at) <= years;
  if (isWithin(before, reach.both) && isWithin(after, reach.both))
    return before !== undefined && before.entity === after?.entity ? { entity: before.entity, witness: before.ref } : undefined;
  const [nearest] = inOrder;
  return nearest !== undefined && isWithin(nearest, reach.one) ? { entity: nearest.entity, witness: nearest.ref } : undefined;
}

/** A date in years; the middle of a year of which no more is known; 0 for none. */
function yearsOf(date: string): number {
  const [year = 0, month, day = 15] = date.slice(0, 10).split('-').map(Number);
  return year > 0 ? (month === undefined ? year + 0.5 : year + (month - 1) / 12 + day / 365) : 0;
}
