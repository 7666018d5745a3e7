"""Words by which writing about music gives itself away."""

MUSIC = frozenset(
    """
    album albums amplifier amplifiers arranged arranger band bands bass bassist bassline beat beats
    bill bootleg box cassette catalogue charts choir chord chords chorus compilation composer concert
    concerts cover covered covers debut demo demos discography disc discs drum drummer drums dub duet
    encore ep fanzine festival gig gigs group groups guitar guitarist guitars harmony headline
    headlined headliner headliners hit hits horns instrumental interlude keyboard keyboards label
    labels listener listeners live lp lyric lyrics melodies melody microphone microphones mix mixed mixtape
    music musician musicians orchestra performed piano played playlist plays pop producer produced
    production punk quartet rap rapper record recorded recording recordings records rehearsal reissue
    reissued release released releases remaster remastered remix remixed remixes reunion reunited
    rhythm riff riffs rock sample sampled samples sang setlist shoegaze shows sing singer singers
    singing single singles sings solo song songs songwriter songwriters soul sound soundtrack stage
    strings studio studios supergroup synth synthesizer synths tape tapes techno tour toured touring
    track tracks trio trumpets tune tunes twelve-inch verse verses vinyl vocal vocalist vocals voice
    альбом альбомы группа группы записи запись песни песня концерт
    アルバム バンド 結成 曲
    """.split()
)
# After a name, these make it somebody who makes music.
DEEDS = frozenset(
    """
    arranged covered debuted headlined mixed performed played plays produced recorded records released
    releases remixed reunited sampled sang sing sings signed split toured wrote writes
    """.split()
)
# After a name and with a capital, these make it a firm, a place or an event.
FIRMS = frozenset("records recordings label studios festival street road avenue tour theatre".split())
EXCLAMATIONS = frozenset("yes no oh well hey hello heaven please love now".split())
# Before a name, these make it a title.
WORKS = frozenset(
    "album albums called compilation entitled ep lp release single song titled track".split()
)
# These begin a sentence in front of a name.
OPENERS = frozenset(
    """
    about according earlier elsewhere enter tonight yesterday back there after afterwards alongside also although and another are as asked at because
    before behind beside besides between both but by can could despite did do does during either even
    ever every except for from had has have hear hearing how if in inspired instead is join joined
    later like likewise may maybe meanwhile might must neither next nor not now of on once only
    opposite or over perhaps should since so somehow still such than that the then there though
    through thus to today together unlike until was were what when where whether which while who whose
    why will with without would yet you
    """.split()
)
# After a name in the singular, these make it several people.
PLURAL = frozenset("were are have themselves aren't weren't haven't".split())
# Before a word, these make it a place or a time.
WHERE = frozenset("in across near around throughout outside inside toward towards via into".split())
FROM_TO = frozenset("from to at of for through crossed leaves reached left".split())
DETERMINERS = frozenset(
    "a an any another each every no some this that these those my your his her its our their more most".split()
)
# After a word at the beginning of a sentence, these make it a verb or an exclamation.
PRONOUNS = frozenset("i you he she it we they one the a an this that there your his her my our their".split())
# Bands are called so, and so are the places.
PLACES = frozenset(
    """
    afghanistan africa alabama alaska albania algeria america angola argentina arizona arkansas
    armenia asia athens atlanta australia austria bahamas bangkok bangladesh barbados bavaria beirut
    belfast belgium berlin bolivia boston brazil brittany brooklyn budapest bulgaria burma
    california cambodia cameroon canada caribbean carolina chicago chile china cologne colombia
    colorado congo connecticut copenhagen cornwall croatia cuba cyprus dakota dallas delaware
    denmark detroit dresden dublin ecuador egypt england estonia ethiopia europe fiji finland
    flanders florence florida france gambia geneva georgia germany ghana glasgow greece grenada
    guatemala guinea guyana haiti hamburg havana hawaii holland hollywood honduras houston hungary
    iceland idaho illinois india indiana indonesia iowa iran iraq ireland israel istanbul italy
    jamaica japan jerusalem jordan kansas kentucky kenya kingston korea latvia lebanon leeds libya
    lisbon lithuania liverpool london louisiana macedonia madagascar madrid maine malawi malaysia
    mali malta manchester marseille maryland massachusetts mauritius memphis mexico miami michigan
    milan minneapolis minnesota mississippi missouri moldova mongolia montana montreal morocco
    moscow mozambique namibia nashville nazareth nebraska nepal netherlands nevada newcastle niger
    nigeria normandy norway oakland ohio oklahoma olympia ontario oregon oslo oxford pakistan
    palestine panama paris pennsylvania persia peru philadelphia philippines phoenix pittsburgh
    poland portland portugal prague quebec queensland romania rome russia rwanda scandinavia
    scotland seattle senegal serbia sheffield siberia sicily singapore slovakia slovenia somalia
    spain spokane stockholm sudan swaziland sweden switzerland sydney syria tanzania tasmania
    tennessee texas thailand tibet togo tokyo toronto trinidad tunisia turkey uganda ukraine uruguay
    utah vancouver venezuela venice vermont victoria vienna vietnam virginia wales warsaw washington
    wisconsin wyoming yemen york yugoslavia zambia zimbabwe
    """.split()
)
# And so are these, which everybody writes with a capital.
CALENDAR = frozenset(
    """
    january february march april may june july august september october november december monday
    tuesday wednesday thursday friday saturday sunday christmas easter halloween
    """.split()
)
