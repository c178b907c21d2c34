import { bodiesIn } from './bodies.ts';
import { countryEvidence, type Evidence } from './countries.ts';
import { officesIn } from './held-offices.ts';
import type { Mention } from './names-so-far.ts';

/** What a cable says beside a name, by which it is told later whom the name means; and the offices that stand without a name. */
export function withWhatIsBeside(
  text: string,
  named: readonly Mention[],
  evidence: readonly Evidence[],
  { posts = [], subject = '' }: { posts?: readonly string[]; subject?: string },
): Mention[] {
  const there = posts.map((post) => new Set(countryEvidence(post).map(({ code }) => code)));
  const host = hostOf(there);
  const kindOf = (kind: Mention['kind']): Mention[] => named.filter((one) => one.kind === kind);
  const { held, alone } = officesIn(text, kindOf('individual'), evidence, host);
  const bodies = bodiesIn(text, kindOf('organization'), evidence, {
    host,
    speaker: speakerOf(posts[0] ?? ''),
    posts: new Set(there.flatMap((codes) => [...codes])),
    subject: new Set(subject === '' ? [] : countryEvidence(subject).map(({ code }) => code)),
  });
  const isOffice = ({ start, end }: Mention): boolean => alone.some((one) => one.start === start && one.end === end);
  return [
    ...alone,
    ...named
      .filter((mention) => !isOffice(mention))
      .map((mention): Mention => {
        const office = held.get(mention) ?? (isSecretary(text, mention, posts[0] ?? '') ? 'secretary|US' : undefined);
        const body = bodies.get(mention);
        return {
          ...mention,
          ...(office === undefined ? {} : { office }),
          ...(body === undefined ? {} : { body }),
          ...(isBehindThe(text, mention) ? { article: true } : {}),
        };
      }),
  ];
}

/** Who signs what the Secretary of State sends is the Secretary, unless it is signed for the Secretary. */
const isSecretary = (text: string, { rule, start }: Mention, origin: string): boolean =>
  rule === 'signature' &&
  /^(?:The )?Secretary of State$/iu.test(origin.trim()) &&
  !/for the secretary\b.{0,12}$/isu.test(text.slice(Math.max(0, start - 40), start));

const isBehindThe = (text: string, { start, surface }: Mention): boolean =>
  /^\p{Lu}{3}$/u.test(surface) && /\bthe\s+$/iu.test(text.slice(Math.max(0, start - 6), start));

/** The country whose name is all that is said of the sender, as in a statement. */
function speakerOf(origin: string): string {
  const [only, ...others] = countryEvidence(origin);
  return only !== undefined && others.length === 0 && only.end - only.start >= origin.trim().length - 12 ? only.code : '';
}

/** The one country besides the United States in which the posts are that write and receive it. */
function hostOf(posts: readonly ReadonlySet<string>[]): string {
  const codes = new Set(posts.flatMap((one) => [...one]).filter((code) => code !== 'US'));
  const [code = ''] = codes;
  return codes.size === 1 ? code : '';
}
