-- Words that look like facts and are none, as far as we have met them. Tags that judge, remember or file
-- say nothing about the music; titles of editions are no labels; and a major or a reissue house is no curator.
-- Compared in folded form without spaces.

CREATE TABLE not_a_style AS SELECT unnest(ARRAY[
    'seenlive', 'favorites', 'favourites', 'favorite', 'favourite', 'favoriteartists', 'favouriteartists', 'myfavorites',
    'awesome', 'amazing', 'beautiful', 'sexy', 'love', 'loveit', 'lovehim', 'ilovehim', 'cool', 'best', 'good', 'great',
    'genius', 'legend', 'legends', 'catchy', 'superb', 'brilliant', 'perfect', 'epic', 'fun', 'hot', 'cute', 'nice',
    'goodmusic', 'guiltypleasure', 'overrated', 'underrated', 'shit', 'crap', 'untalented', 'whore', 'slut',
    'spotify', 'lastfm', 'youtube', 'mp3', 'vinyl', 'albumsiown', 'toseelive', 'checkout', 'check', 'todo', 'wishlist',
    '2008universalfirevictim', 'misspelledtag', 'delete', 'various', 'unknown', 'music', 'artist', 'artists', 'band',
    'bands', 'musician', 'cover', 'covers', 'englishlanguage', 'bestof2007'
]) AS folded;

CREATE TABLE not_a_label AS SELECT unnest(ARRAY[
    'remastered', 'remaster', 'deluxe', 'deluxeedition', '30thanniversaryedition', '20thanniversaryedition',
    '25thanniversaryedition', '10thanniversaryedition', '40thanniversaryedition', 'anniversaryedition', 'soundtrack',
    'reissue', 'legacyedition', 'expanded', 'expandededition', 'selfreleased', 'notonlabel', 'none', 'na', 'various',
    'unsigned', 'independent', 'bonustracks', 'boxset', 'live', 'ost'
]) AS folded;

CREATE TABLE major AS SELECT unnest(ARRAY[
    'universal', 'universalmusicgroup', 'sony', 'sonymusic', 'sonybmg', 'bmg', 'warner', 'warnerbros', 'warnermusicgroup',
    'emi', 'capitol', 'columbia', 'columbialegacy', 'legacy', 'legacycolumbia', 'epic', 'epiclegacy', 'rca', 'rcalegacy', 'atlantic',
    'atlanticrhino', 'rhino', 'elektra', 'elektrarhino', 'reprise', 'interscope', 'geffen', 'polydor', 'mercury', 'island',
    'islanddefjam', 'virgin', 'parlophone', 'decca', 'mca', 'aandm', 'arista', 'cbs', 'philips', 'motown', 'republic', 'jive',
    'hollywood', 'verve', 'london', 'phonogram', 'liberty', 'unitedartists', 'chrysalis', 'harvest', 'vertigo'
]) AS folded;
