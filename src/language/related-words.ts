import { fold } from './tokens.ts';
import { stemOf } from './stems.ts';

/*
 * Words that reports use for the same thing, each line a group: somebody who asks who *pressed* for something wants whoever *urged* it,
 * too. Written by hand from the vocabulary of diplomatic reporting, not from a trove. A word stands in a few groups at most.
 */
const groups = `
press pressed urge demand insist call request appeal ask
propose proposal suggest offer initiate initiative table
oppose object reject refuse decline resist against
support back endorse favor favour advocate
agree accept approve consent concur
deny denial dismiss refute contradict
say state tell declare announce report claim note mention
warn caution threaten threat alert
promise pledge assure undertake commit guarantee
promise vow pledge
criticize criticise condemn denounce deplore attack blame accuse
praise welcome commend applaud congratulate thank
withdraw withdrawal evacuate pullout leave depart
troops forces soldiers army military contingent
war conflict hostilities fighting
attack raid assault bombing offensive strike
kill killed dead death die deaths fatalities casualties victims
wound wounded injure injured
arrest detain detention imprison imprisonment jail custody
coup putsch overthrow revolt uprising
revolt rebellion uprising insurrection revolution
armistice truce ceasefire
peace settlement reconciliation
embargo blockade sanctions
lift remove end repeal terminate
treaty agreement convention pact accord
sign signed conclude conclusion signature
ratify ratification
negotiate negotiation talks discussions conversations
meet meeting conference session summit
visit trip travel tour
arrive arrival come
return back
resign resignation quit step
appoint appointment name nominate
elect election vote poll ballot
election campaign
refugee displaced migrant asylum
aid assistance help relief
loan credit lend borrow financing
pay payment cost fee charge price
cost price expense value worth
money funds dollars euro
buy purchase acquire
sell sale disposal
own owner ownership hold
export import trade
tariff duty duties customs
company firm corporation enterprise
build construction building
open inauguration launch begin start
begin began start commence initiate
close end finish stop halt suspend
postpone adjourn delay defer
increase rise grow growth raise
decrease fall drop decline reduce reduction
border frontier boundary
territory land region area
capital city
oil petroleum crude
gas gasoline fuel
nuclear atomic
weapons arms armaments
ship vessel boat
railway railroad train
press newspaper media editorial journalist
president chair chairman head lead leader
minister ministry secretary
ambassador envoy legation embassy minister
company director manager board
child children
leave exit withdraw
letter note message telegram dispatch
reason cause grounds motive
condition provided requirement terms
opinion view position attitude
misunderstand misunderstanding misinterpret
number figure total count
people persons civilians citizens
big large size
`;

let byStem: ReadonlyMap<string, ReadonlySet<string>> | undefined;

/** By each English stem, the words of its groups. */
function known(): ReadonlyMap<string, ReadonlySet<string>> {
  const found = new Map<string, Set<string>>();
  for (const line of groups.split('\n')) {
    const words = line.split(' ').filter((word) => word !== '');
    for (const word of words) {
      const stem = stemOf(fold(word), '');
      const beside = found.get(stem) ?? new Set();
      for (const other of words) if (stemOf(fold(other), '') !== stem) beside.add(other);
      found.set(stem, beside);
    }
  }
  return found;
}

/** The words that reports use for the same as this one (by its English stem), one for each stem. */
export function relatedTo(stem: string): string[] {
  byStem ??= known();
  return [...new Map([...(byStem.get(stem) ?? [])].map((word) => [stemOf(fold(word), ''), word])).values()];
}
