/** Cue words for the kind of a name next to them or around them, as from `gazetteerKey`: lower case, without hyphens. */
const set = (text: string): ReadonlySet<string> => new Set(text.replaceAll('-', '').split(/\s+/));

/** Titles before a person's name, not part of it. */
export const titles = set(
  'mr mrs ms miss messrs dr prof professor president vice-president premier chancellor minister secretary senator representative congressman congresswoman governor ' +
    'mayor ambassador consul king queen prince princess emperor empress pope general colonel captain major lieutenant admiral commodore commander marshal sergeant brigadier sir lord lady baron baroness count countess ' +
    'duke duchess earl marquis viscount herr frau monsieur madame mme m señor senor senora sheikh sheik judge justice chairman chairwoman speaker archbishop bishop cardinal father reverend rev hon gen col capt lt maj sen rep gov adm ' +
    'tsar czar kaiser sultan shah emir imam ayatollah mullah pasha bey don doña sr sra inspector commissioner envoy attorney deputy comrade amb cong congressman-elect honorable honourable hon excellency field-marshal taoiseach mp mla mep under-secretary undersecretary secretary-general director-general under-secretary-general ensign messieurs plenipotentiary extraordinary',
);
/** First words of longer titles (`prime` minister): they count only before another title. */
export const titleParts = set(
  'prime vice foreign first deputy acting former attorney field grand major chief high general federal lord interior defence defense finance royal crown her his lieutenant adjutant under then-president then-prime house minority majority state',
);
/** In lower case before a name, they indicate a person. */
export const roleWords = set(
  'president leader politician candidate chairman director minister professor senator governor mayor ambassador lawyer journalist author economist historian spokesman spokeswoman spokesperson ' +
    'chancellor premier activist nominee incumbent congressman representative secretary commissioner dictator philosopher writer king emperor queen general colonel engineer adviser advisor diplomat scholar poet actor comedian husband wife brother sister son daughter father mother predecessor successor colleague opponent rival nephew uncle cousin friend envoy judge councillor deputy businessman',
);
/** The last word of an organization's name, or the one before "of" and "for". */
export const organizationHeads = set(
  'party parties committee council ministry department bank university college union unions agency commission army navy congress parliament senate court corps company corporation corp inc ltd institute association federation league ' +
    'front movement alliance group office organization organisation bureau delegation embassy assembly coalition club school academy authority board administration service services secretariat foundation trust society ' +
    'church cabinet police force forces brigade guard guards regiment division battalion militia command treasury tribunal legislature confederation consortium network fund programme initiative house chamber chambers forum ' +
    'consulate legation directorate inspectorate center centre syndicate conservatives liberals bloc caucus conference-board ministries times post herald tribune gazette journal news television radio press broadcasting airlines airways railways railway works industries bolsheviks mensheviks brotherhood workers knights partido partei parti partito unión unione rally dawn list tribe tribes ' +
    'engineering chancellery presidency registry mission delegations bundesliga orchestra union-of intelligence lobby affairs',
);
/** Names of parties and groups by themselves, when capitalised inside a sentence. */
export const groupNames = set(
  'democrats republicans conservatives liberals socialists communists greens whigs tories labour nationalists unionists federalists christian-democrats social-democrats bolsheviks mensheviks nazis fascists islamists',
);
export const placeHeads = set(
  'river county province island islands mountains mountain sea lake street avenue road valley airport bay peninsula district city town village hills gulf strait straits canal coast desert state square bridge port harbour harbor ' +
    'oblast region governorate prefecture forest park palace castle camp cape point plateau basin channel ocean borough parish township fort building territory constituency ward boulevard highway isle isles delta cathedral prison stadium ' +
    'room auditorium hall museum residence hotel cemetery station terminal heights mount glacier reservoir creek falls beach republic',
);
/** First words of places: Lake Ohrid, Mount Athos. */
export const placeStarts = set('lake mount cape fort port gulf san santa saint st isle mt');
export const placePrepositions = set('in at from near across throughout outside inside around toward towards via into to');
/** Last words of event names. */
export const eventHeads = set(
  'war wars revolution conference summit uprising crisis coup rebellion revolt massacre olympics famine mutiny campaign-of referendum election elections insurrection genocide riots offensive blockade armistice ceasefire putsch affair scandal plebiscite earthquake expedition invasion intifada attacks bombing bombings marathon games day',
);
export const eventStarts = set('battle siege treaty peace invasion annexation occupation partition convention fall congress massacre');
/** Particles inside people's names. */
export const personParticles = set('de da del della di do dos du la le van von der den bin ibn al el y zu ten ter af av bint abu ben e');
export const months = set(
  'january february march april may june july august september october november december janvier février mars avril mai juin juillet août septembre octobre novembre décembre januar februar märz juni juli oktober dezember',
);
export const days = set(
  'monday tuesday wednesday thursday friday saturday sunday lundi mardi mercredi jeudi vendredi samedi dimanche montag dienstag mittwoch donnerstag freitag samstag sonntag',
);
/** Capitalised words that are dropped from the start of a name. */
export const stripped = set(
  'i the a an this that these those it he she we they his its her our their my your and but or nor so yet if when while where which who whom what why how as at by for from in into of off on onto over to under with without within ' +
    'after before during since until because although though however meanwhile also both according despite among between upon all some many most several such other another each every no yes sir dear end sent original importance attachments',
);
/** Capitalised words that are never a name by themselves. */
export const never: ReadonlySet<string> = new Set([
  ...stripped,
  ...set(
    'action requested summary comment subject refs reference cc annex appendix chapter article paragraph section part table figure note notes item madam god christ english french german spanish latin greek arabic russian chinese ' +
      'western eastern northern southern north south east west central european american african asian europeans americans africans asians arabs kurds catholics latin indian indians afghans palestinians israelis christian jewish muslim islamic catholic protestant orthodox communist socialist liberal conservative marxist soviet jews muslims christians catholics protestants ' +
      'internet web email e-mail telegram cable limite restreint confidential secret unclassified democratic republican social national labour federal royal imperial constitutional government governments state states department ministry',
  ),
]);
/** Right after a name, these verbs indicate a person. */
export const personVerbs = set(
  'said says told stated argued wrote writes won lost resigned became met announced claimed served married died replied asked added believed explained thinks thought denied confirmed accepted refused spoke retired defeated appointed criticized proposed promised visited called born',
);
/** Function words that may follow a name in any sentence. */
export const functionWords = set(
  'and or but is was are were has had have will would can could may might shall should did does do in on at of to for with from by as than when while who whom whose that which also not himself herself itself then again',
);
/** Right after a name that begins a sentence, these indicate a person. */
export const personAfter = new Set([
  ...personVerbs,
  ...set(
    'and is was has had will would could should may did does himself herself also then again returned set stood continues continued became began took gave made went came held led ran himself asks says thinks returned sent left reports reported stated himself joined backed',
  ),
]);
/** Words before a ship's or a company's name. */
export const ships = set('ship vessel ferry steamer yacht frigate tanker freighter schooner');
export const firms = set('firm company firma société gesellschaft reederei');
/** Heads of the names of treaties and agreements. */
export const treatyHeads = set('treaty treaties protocol accord accords agreement agreements pact convention armistice');
/** Heads of the names of papers, aims and programmes, which are neither organizations nor events. */
export const paperHeads = set(
  'award awards prize process goal goals agenda charter declaration act bill report zone framework doctrine round plan decade year statement resolution law review strategy consensus constitution article code memorandum note amendment amendments action rights development security',
);
/** Heads of the names of tools: what people use, not a body of people. */
export const systemHeads = set('archive database platform portal software tool application website system');
/** Phrases that end in the head of an organization and name none: rooms, remarks of schedules, phrases of treaties. */
export const noOrganizations: ReadonlySet<string> = new Set([
  'outer office',
  'closed press',
  'open press',
  'official mission',
  'contracting party',
  'contracting parties',
  'high contracting party',
  'high contracting parties',
]);
/** In a schedule, what is done there and then. */
export const scheduleWords = set('arrive depart');
/** Telegram jargon for parts, senders and recipients; never a name. */
export const telegraphic = set(
  'para paras ref refs refair reftel reftels septel septels telcon memcon emboff emboffs embofs embassyoff conoff conoffs econoff econoffs poloff poloffs polcouns econcouns deptoff deptoffs missoff missoffs legoff comatt commatt agatt defatt defatts dao dcm charge asst fonmin fonoff primin vicepres govt mil msg subj info pls addee addees amembassy amconsul secstate usdoc dept lou noforn limdis exdis nodis stadis niact oadr eo gds xgds',
);
/** A name of nothing but these words is rejected: parts of a document, states in general, measures. */
export const noNames: ReadonlySet<string> = new Set([
  ...telegraphic,
  ...set(
    'the all member states state small island developing corrigendum addendum erratum annex gdp gnp gni ceo cfo hiv aids fyi asap rsvp vat gmt utc edt est tv ngo ngos sme smes wmd idp idps mou sbu fouo noforn pga tbd poc usg approx casilla pm am fw fwd mon tue wed thu fri sat oct nov dec',
  ),
]);
