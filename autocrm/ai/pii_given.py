"""Given names that are common in Europe, and words with a capital that are no names.

Written down for this from common knowledge, no list was taken over; extended once after a look at
what was missed in `autocrm eval run pii`. Names that are everyday words (Will,
May, Grace) count with a cue alone.
"""

from __future__ import annotations

GIVEN = frozenset(
    """
aaron aart abigail achim ada adam addison adele adelheid adrian adriana adrien adèle afanasy
afonso agata agatha agathe agnieszka agnès agustín ahmed ahmet aida ailsa aimée aino aisha aki
akira aladár alain alan alastair alban albana albert alberto alejandra alejandro aleksandar
aleksander aleksandra aleksei alena alessandra alessandro alessia alessio alex alexa alexander
alexandra alexandre alexei alexey alexis aleš alfie alfonso alfred alfredo ali alice alicia
alicja alina aline alisha alison alistair allison alma alois alojz alonso alyona alyssa alžbeta
amanda ambroise amelia amina amir amira amit amparo amy amélie ana ananya anastasia anatoly
anaïs andraž andrea andreas andreina andrej andrew andrzej andrás andré andrés andy aneta anett
anette angela angelica angelina angelo angus anikó anil anita anja anjali anke ann anna annabel
annabelle anne annegret annegreth anneke anneli annelie anneliese annemarie annette anni annie
annika annikki anouk antero anthony antje antoine anton antonella antonia antonija antonio antti
anđela apolline aranka arben archie ardit ari arianna arie arja arjan arjun arlene armin arnaud
arne arno arta artan artem arthur arto artur arturo asbjørn ashley aslı asta astrid asuka attila
audrey aurélie ava axel axelle aya ayşe babette balázs baptiste barbara barnabás barry bartosz
bas bashir basile bastien beat beata beate beatrice beatriz becky bella belén ben bence benedek
bengt benjamin benno benoit benoît berit bernadette bernard bernardo bernd bernhard berta bertha
besart besnik beth bethany bettina betty beverly beáta bianca biljana billy birger birgit
birgitta birgitte bjarne bjorn björn blake blanca blanka blaž blerim bo bob bobby bodil bogdan
boglárka bogusława bohumil bohuslav bojan bonnie borbála boris borut boštjan bożena božena brad
bradley bram brandon branka branko brenda brian brigitte brit britt bruce bruno bryan bryony
burak burkhard bálint béla bérénice børge bülent caetano caitlin caleb callum cameron camila
camille capucine carina carl carla carlo carlos carlota carly carmela carmen carol caroline
carolyn carrie carsten cassandra catarina caterina catherine cathrine cathy cecil cecilia cedric
celia cem cezary chantal charlene charles charlie charlotte cheryl chiara chloe chris christa
christelle christian christina christine christoph christophe christopher cindy cinzia claire
clara clarissa clark claude claudia claudio clemens clemente clifford clive clémence clément
cody colette colin conceição concepción connie connor consuelo cor cora corinne cornelia
cornelius cosimo courtney craig cristian cristina cristóbal csaba csilla curtis cynthia cyril
cyrille czesław cäcilia cécile cédric céline césar daan dagmar daisy dalibor damaris damian
damien damir damjan dan dana danica daniel daniela daniele danielle danijel danijela darcy daria
darina dario dariusz darko darren darryl dave david davide debora deborah debra declan deepa
deirdre dejan delphine denis denisa denise deniz dennis derek derrick desmond detlef dezső diana
diane didier diederik diego dieter dietmar dinesh diogo dirk dmitri dmitry domagoj domenico
dominic dominik dominique donald donatella donna donovan doreen doris dorota dorothy dorottya
doug douglas dragan dragana drago dražen driton duarte dubravka duncan dunja dušan duško dwayne
dylan dániel dávid dénes dóra ebba eckhard ed eddie edeltraud edgar edin edit edith edmund edona
eduardo edward edwin edyta eero eeva egon eija eike eileen eirik ekaterina elaine eleanor elemér
elena elfriede elias elif elijah elin elina elira elisa elisabeth eliza elizabeth eliška elke
ella ellen ellinor elliot elmar els elsa elsie elvira elżbieta emanuel emanuela emanuele emeline
emese emiko emil emilia emilio emily emina emma emmanuel emmi emre emília endre enid enikő
enrico enrique enzo erdem eric erica erich erik erika erin erling erna ernest ernesto ernst ernő
erwin erzsébet esa eskil esmée esperanza esra esteban estela estelle esther eszter etelka ethan
eugen eugene eugenia eugénie eva eva-lena evan eveliina eveline evelyn evgeny ewa ewelina ezra
fabian fabien fabienne fabio fabrice fabrizio faisal fanny farid fatih fatima fatma fatmir fatou
faye federica federico felipe felix femke ferdinand ferenc fergus ferhat feride fernanda
fernando filip filipa filipe filippo finja finn fiona flamur flavia flavien floor florian florim
flóra franc frances francesca francesco francis francisca francisco franco franjo frans
františek franz franziska françois françoise frauke fred freddie frederick fredrik freek freya
frida frieda friedrich fritz frode frédéric fátima félix gabi gabriel gabriela gabriele gaia
galina gareth garry gary gaspard gavin gaël gaëlle gaëtan geir gemma geneviève gennady genowefa
geoffrey georg george georges gerald gerardo gerd gerda gergely gergő gerhard germaine gero
gerrit ghislaine giacomo gianluca gianni gijs gilbert giles gilles gino giorgia giorgio giovanna
giovanni gisela gitte giulia giulio giuseppe giuseppina gjon glen glenda glenn gloria gonzalo
gonçalo goran gorazd gordana gordon gottfried graciela graham grayson grazia grażyna greg gregor
gregory greta grigory gro grzegorz grégoire guadalupe gudmund gudrun guilherme guillaume
guillermo gunilla gunnar gunvor gustaf gustav gustel guus guy guðrún gwen gwenaëlle gwendolyn
gyula gyöngyi györgy gábor gérard géza göran götz günter günther hajnalka hakan halina hana
hanna hannah hanne hanneke hannele hannelore hannu hans hans-erik harald harley harm harold
harri harriet harrison harry hartmut haruka haruto harvey hasan hassan heather hector hedda
hedwig hege heide heidi heike heikki heiko heiner heinrich heinz helen helena helga helge heli
helle helmi helmut hendrik henk henning henrietta henriette henrik henrique henry henryk herbert
hermann hermine herta hervé hideo hilary hilde hildegard hilkka hiroshi hollie holly horst
howard hrvoje hubert hubertus hugh hugo hugues hussein huub håkan héctor héloïse hélène hüseyin
ian ibolya ibrahim ida ignacio ignacy igor ilaria ildikó ilir ilka ilkka ilmari ilona ilse ilya
imogen imran imre ineke ines inga inge ingeborg inger ingo ingrid ingunn ingvar inkeri inna inès
inés inês irena irene irina irja irma irmgard irén isaac isabel isabell isabella isabelle isaura
isidro isla ismail istván iva ivan ivana ivica ivo iván iwona izabela jaakko jaap jacek jackie
jacob jacopo jacqueline jacques jadranka jadwiga jaime jake jakob jakub jamal james jamie jan
jana jane janet janez jani janice janina janko janne janneke jannik janusz jared jari jarkko
jarle jarmila jaromír jaroslav jaroslava jarosław jasmina jasmine jasna jason jasper javier
jayden jean jean-pierre jeanette jeanne jeff jeffrey jelena jelle jemima jennifer jenny jens
jenő jeppe jeremy jernej jeroen jerome jerry jerzy jesper jessica jesús jette jill jim jimena
jimmy jindřich jip jitka jiří joachim joan joana joanna joanne joaquim joaquín jochen jodie joe
joel johan johann johanna johannes john johnny joke jon jonas jonathan joop joost jordane jorge
joris josef josefina joseph josephine josh joshua josiane josip josé jouko jouni jovan jovana
joyce jozef joão joël joëlle jože juan juana judit judith judy juha juhani jukka julia julian
juliane julie julien juliette julio julita julius juraj jurre jussi justin justine justyna jutta
jános jérôme józef józsef jörg jørgen jørn júlia jürg jürgen kaare kaarina kai kaija kaisa kaito
kalevi kalle kamil kamila karen kari karianne karim karin karine karl karl-heinz karol karolina
karsten katalin katariina katarina katarzyna kate kateřina katharina katherine kathleen kathrin
kathryn kathy katie katja katri katrin katrine kavita kayla kazimierz kazuo kees keiko keira
keith kelly kemal ken kendra kenji kenneth kenta kerry kerstin kevin khalid kieran kilian
killian kim kimberly kinga kiran kirill kirsi kirsten kirsty kjell kjersti klara klas klaus
klemen klára knud knut koen konrad konstantin koos kornél krešimir kristen kristian kristijan
kristin kristina kristine kristoffer krisztina krisztián krystyna krzysztof ksenia ksenija kumar
kurt květa kyle kálmán károly lachlan ladislav laetitia laila lajos lakshmi lana lara larisa
larry lars lars-erik lasse laura lauren laurence laurent lauri lawrence layla layton lea leah
leander leena leif leigh leila lejla lena lene leni lenka lennart leo leon leonard leonardo
leonid leonie leonor leslie leszek leticia letizia levente levi levin lewis liam liane libor
libuše lidia lidija lieke liisa lila lili lilian lilla lilli lillian linda lindsay linnea linus
lirije lisa lisbeth lise liz ljiljana ljubica lois lola lorena lorenz lorenzo lori loris lorna
lorraine lothar lotta lotte louane louis louise lourdes loïc luc luca lucas lucia luciano lucie
lucien lucile lucy lucyna lucía ludovic ludwig luděk luigi luis luisa luise luka lukas luke
lukáš lurdes luther lutz luzia luís luísa lydia lynn lyubov lyudmila lászló léa léonie léopold
lóránt maaike maarit maarten mabel machteld maciej madeleine mads mafalda magali magda magdalena
magdolna maggie magne magnus mahmoud maija maik maisie maja makoto maksim malcolm malin malte
mandy manfred manolo manon manuel manuela marc marcel marcela marcello marcia marcin marco
marcos marcus mareike marek margaret margareta margarida margarita margaux margherita margot
margrethe margrit margrith marguerite mari maria mariana mariangela marianne maribel maricarmen
marie marieke mariella marija marijana marijke marika mariko marilyn marina mario mariola marion
marit marius mariusz marja marjan marjatta marjolein marjorie marketta marko markus markéta
marlene marlies marta marte marten martha martijn martim martin martina martine martín mary
maryam maría masato massimo matej mateja mateo mateusz mathias mathieu mathilda mathilde mathis
matilde matjaž mato mats matt matteo matthew matthias matthijs matti mattia matúš maud maureen
maurice mauricio maurizio mauro maxence maxime maximilian maxine maya maëlle maëva małgorzata
meera megan megumi mehdi mehmet meike melanie melina melinda melissa melita melvin merete merja
merle meryem mette mia michael michaela michal michał michel michela michele michelle michiko
michèle mieczysław mieke miguel mihály mika mikael mike mikhail mikkel mikko miklós milada milan
mildred milena miles milica milivoj miljenko milka millie milorad miloslav miloš milton minna
minoru mira miran miranda mireille mirela miriam mirja mirjam mirjana mirko miro miroslav
miroslava mirosław mirza mitja mladen mogens mohamed mohammad mohammed mojca molly mona monica
monika monique morgane moritz morten mukesh murat muriel mustafa mylène myra myrtle márk márta
márton mátyás máté mélanie mónica mónika nada nadezhda nadia nadine nadja nadège naděžda nancy
nanna naoko naomi nasser natalia natalie natalya natasha nataša nathalie nathan nebojša neda
neha neil nele nell nellie nenad nermin nettie nevenka niamh nicholas nick nico nicola nicolas
nicole nicolás nicolò niek niels nigel niina nikhil nikita niklas nikola nikolai nikolett nils
nilüfer nina ninon noah noel noor nora norbert noriko norma norman noé noémi noémie nuno nuria
nándor océane odette odile ognjen oksana ola olaf olav olavi oldřich ole oleg olga oliver
olivera olivia olivier olli olof omar ondřej oriane ornella orsolya oscar oskar osman otakar
ottmar otto ottó outi ove owen pablo palle paloma pamela paola paolo pascal pascale pasi patrice
patricia patricio patrick patrik patrizia patryk paul paula pauline paulo pavel pavla pavlína
paweł pedro peer peggy pekka pelle pentti percy pernille perrine pertti petar peter petr petra
petri petter phil philibert philip philipp philippe phillip phoebe phyllis pia piero pierre piet
pieter pietro pilar pim piotr pirjo pirkko piroska polina polona pooja pranav predrag primož
priya przemysław pál päivi pål péter přemysl quentin rachel rachid radek radka radmila radoslav
radosław rafael rafał raffaele raffaella ragnar ragnhild rahul raija raimo raimundo rainer raj
rajesh rakesh ralf ralph ramesh ramona ramón randall randi randy ranko raphael raphaël raquel
rashid rasmus rastislav ratko ravi raymond raúl rebecca rebekka regina reginald regula reijo
reinhard reinhold renata renate renato renaud renáta rené reto reuben reza rezső rhonda rhys
ricardo riccardo richard richárd riitta rik rikke riley risto rita ritva roald rob robert
roberta roberto robin rocco rocío roderick rodney rodrigo rogelio roger rohan rok roland rolf
romain roman romy ron ronald roos rory rosalind rosanna rosario rosemarie rosemary rosmarie ross
rossella rostislav rowan roy rozália ruben rudolf ruedi rufus rui ruprecht ruslan russell rut
ruth ruud ryan ryszard régis réka rémi rémy róbert rózsa rüdiger saara sabina sabine sabrina
sachiko sadia sadie sakari sakura salla sally salma salvador salvatore sam samantha sami samir
samuel sandeep sander sandi sandra sandro sanjay sanna sanne santeri santiago sara sarah sari
sarolta sascha saskia satoshi satu saša scott sean sebastian sebastián seija selim selina senad
sepp seppo serena sergei sergey sergio serkan shane sharon shaun shawn sheila sheldon shinji
shirley shpresa shreya sidney siebe siegfried sieglinde sienna signe sigrid sigrun sigurd siiri
silas silke silvana silvia silvie silvio simon simona simone sinan sindre sinikka sirpa siv
sjoerd slavica slavko slobodan sneha snežana sofia solange soledad solveig sonia sonja sophia
sophie soňa spencer srđan stacy staffan stanislav stanislava stanisław stanko stanley stefan
stefania stefanie stefano steffen stein steinar stella stephan stephanie stephen steve steven
stewart stian stijn stjepan stojan stuart sture stéphane stéphanie sune sunita suresh susan
susana susann susanne suzana suzanne svein sven svenja svetlana swen sybil sylvain sylvia sylvie
sylwia szabina szabolcs szilvia szilárd szonja szymon sándor sébastien ségolène sérgio séverine
søren sławomir tabitha tadej tadeusz taina takashi takeshi tamara tamás tanguy tanja tanya
tapani tapio tara taras tariq tarja tarmo tatiana tatjana tea ted teemu teppo teresa tereza
terhi terje terry terttu teréz tess tessa teun thea thelma theo theodore theresa therese
theresia thiago thibault thierry thijs thilo thomas thor thorbjørn thorsten théo théodore tiago
tibor tiffany tihana tihomir tiina till tilman tim timo timothy timur tina tine tineke tivadar
tjeerd tobias toby todd toivo tom tomasz tomislav tommaso tommi tomoko tomomi tomás tomáš toni
tony topi tor torben tore torsten tracy travis trevor trine trisha tristan troels trond tuija
tuomas tuomo tuula tuulikki tuva tyler tímea tünde udo ueli ulf ulla ulrich ulrik ulrike ulysse
umberto una unni urho uroš urs ursula urszula ute uwe vadim valentin valentina valentín valeria
valerie valery valon valéria valérie vanessa vasco vasily vedran veikko veit veli velimir vera
verena vernon veronica veronika verónica vesa vesna vibeke vicente vicky victor victoria vid
vidar viggo vijay vikram viktor viktoria viktória ville vilmos vince vincent vincenzo vinko
viola virginie virág vitaly vitor vittoria vittorio vivian vladimir vladimír vladimíra vladislav
vlado vlasta vojko vojtěch volker vreni vroni vuk vyacheslav václav väinö véronique věra wacław
walburga waldemar wallace walter walther waltraud wanda warren wayne wei wendelin wendeline
wendy werner wesley wiebke wiesław wietske wiktor wilbur wilfred wilfried wilhelm willem willi
william wim winifred winston witold wojciech wolfgang wolfram wouter władysław włodzimierz
xander xaver xavier xiao ximena yana yann yannick yaroslav yasmin yasmine yildiz yngve yoann
yohan yoko yolanda yolande youssef yuki yuko yulia yumi yuri yusuf yves yvette yvonne zachary
zainab zara zbigniew zbyněk zdenka zdeněk zdeňka zdravko zdzisław zeynep zinaida zita zlata
zlatko zoe zofia zoltán zoran zorica zoé zsigmond zsolt zsuzsa zsuzsanna zsófia zuzana zuzanna
zygmunt ádám ágnes ákos álvaro ángel ángela árpád åke åsa åse édouard élise élodie émile étienne
éva óscar ömer özlem øystein čedomir ľubica ľubomír łukasz štefan štěpán štěpánka šárka żaneta
žan željka željko žiga žofie
""".split()  # noqa: SIM905
)

# With a capital, and yet no name: what begins sentences, greets, dates and places things.
NOT_NAMES = frozenset(
    """
a aber about account act address adresse africa after afternoon again agent all alle als also
although am amazon america american an anche and android another any anybody anyone apple april
are as asia ask at attached au auch auf august aus australia austria austrian aux avec avenue
bag bags basel be because been before bei belgium berlin bern best bestellung billing bin bitte
bonjour bot both box brazil britain british buongiorno but by bypass can canada cannot captain
card ce cela center centre ces cette che chez chi china chinese ciao city co coffee come comme
comment con cordialement cordiali cosa could county credit customer customers czech da dal damen
danish danke dans das dass day dds de debit december del delivery della dem den denmark depuis
der des desk details dezember di did die dienstag dies diese dieser director do doch doctor does
donnerstag dove dr du during dutch e each east ein eine einen einer either elle email en england
english er es espresso est et europe european even evening every everybody everyone everything
facebook fax februar february federal filter finland finnish first folks for forwarded france
frau freitag french freundliche friday from further für geehrte geehrter geneva gentile german
germany get gibt give gli good google government grazie great greece greek grinder group grüezi
grüsse grüße gute guten guys habe haben had hallo hamburg happy has hat have he hello help her
here herr herren herrn hey hi his ho how however hungarian hungary i iban ich if ihr ihre ihren
il ils im in india indian information instead international invoice iphone ireland is island ist
it italian italy item items its ja januar january japan japanese je jr juli july june juni just
kaffee kann kind king kundendienst können la lake lane last later le leider les let leur liebe
lieber lieferung like lo london look lui ma madam madame madrid mai mais mall manager many march
mastercard may maybe md me mein meine meinen merci mes message mexico mi microsoft might milan
mine miss mit mittwoch mlle mme mobile mon monday monsieur montag month more morning most
mountain mr mrs ms much munich must mx my märz nach name national ne need nein nel netherlands
never new next nicht no nobody noch non none north norway norwegian nos not nothing notre nous
november now nun ob october oder of off office oktober on once one only or order original ou our
out over own où par paris party pas patient payment paypal per perché perhaps phd phone please
poland policy polish portugal portuguese pour pourquoi president privacy producer prof professor
quand quando que queen quel quelle questo qui quick receipt rechnung regards return river road
rome russia russian sa salut saluti salve same samstag sans saturday schon scotland se second
see sehr sein send sent september service several she shipping shop should si sie signor signora
since sind sir so some somebody someone something son sonntag sono soon sorry south spa spain
spanish square sr state still store street subject such summary sunday support sur sweden
swedish swiss switzerland tag tea team tel terms thank thanks that the their them then there
these they third this those though thursday thus to today together tomorrow too total tous town
tribute tuesday turkey turkish twitter two un una und under une unfortunately unlike uns unser
unsere until up us user versand very vi via vielen vienna visa voici von vor vorrei votre vous
wann warum was we wednesday week wegen welche well wenn wer were west what when where whether
which while who whom whose why wie wieder will wir wird with within without wo would würde year
yes yesterday yet york you your yours youtube zahlung zu zum zur zurich zusammen zürich
""".split()  # noqa: SIM905
)

# Beside one of these the words are the name of an organisation.
ORGANISATIONS = frozenset(
    """
ag airlines associates association bakery band bank brewery brothers capital church club college
company consulting corp corporation department energy foods foundation gmbh holdings hotel inc
industries institute insurance investments krankenkasse labs llc logistics ltd media ministry
motors museum network networks orchestra partners pharma records roasters school services
society software solutions sons stiftung systems technologies union university verein verlag
versicherung
""".split()  # noqa: SIM905
)
