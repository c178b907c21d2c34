const marked =
  /^[\s>]{0,40}(?:[-_=*]{2,60}\s?)?(?:Original Message|Forwarded Message|Ursprüngliche Nachricht|Weitergeleitete Nachricht|Message d['’]origine|Message transféré|Mensaje original|Mensaje reenviado|Messaggio originale|Mensagem original|Oorspronkelijk bericht|Исходное сообщение)\s?[-_=*]{0,60}\s*$/i;
const forwarded = /^[\s>]{0,40}(?:[-_=*]{2,60}\s?Forwarded by\b|Begin forwarded message:)/i;
const wrote =
  /^[\s>]{0,40}(?:On|Am|Le|El|Il|Em|Op|W dniu)\s.{6,240}\b(?:wrote|schrieb|a écrit|escribió|ha scritto|escreveu|schreef|napisał\(?a?\)?)(?:\s.{0,80})?:\s*$/i;
const sender = /^[\s>]{0,40}(?:From|Von|De|Da|Van|От):\s{0,80}\S/i;
const other = /^[\s>]{0,40}(?:Sent|Date|Gesendet|Datum|Envoyé|Enviado|Fecha|Inviato|Data|Verzonden|Дата|To|An|À|Para|A|Aan|Кому):/i;
const matter = /^[\s>]{0,40}(?:Subject|Betreff|Objet|Asunto|Oggetto|Assunto|Onderwerp|Тема)\b/i;

/** The line, counted from 1, from which a mail holds what others wrote before: an older mail below it, or quoted with `>`. */
export function quotedFrom(body: string): number | undefined {
  const lines = body.split('\n').map((line) => line.slice(0, 400));
  const at = lines.findIndex((line, i) => beginsQuote(line, lines, i));
  return at === -1 ? undefined : at + 1;
}

function beginsQuote(line: string, lines: readonly string[], i: number): boolean {
  if (line === '') return false;
  if (/^\s{0,3}>/.test(line) || marked.test(line) || forwarded.test(line) || wrote.test(line)) return true;
  const next = lines[i + 1] ?? '';
  // Mail programs break the line `On Monday, ... wrote:` where it gets long.
  if (next !== '' && /:\s*$/.test(next) && wrote.test(`${line} ${next.trim()}`)) return true;
  if (!sender.test(line)) return false;
  const below = lines.slice(i + 1, i + 8);
  return below.some((one) => other.test(one)) && below.some((one) => matter.test(one));
}
