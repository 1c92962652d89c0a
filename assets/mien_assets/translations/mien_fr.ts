<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="fr" sourcelanguage="en">
<context>
    <name>mien</name>
    <message>
        <location filename="../../../app/mien/declared.py"/>
        <source>Look</source>
        <translation>Apparence</translation>
    </message>
    <message>
        <location filename="../../../app/mien/declared.py"/>
        <source>Overlays</source>
        <translation>Superpositions</translation>
    </message>
    <message>
        <location filename="../../../app/mien/declared.py"/>
        <source>Sources</source>
        <translation>Sources</translation>
    </message>
    <message>
        <location filename="../../../app/mien/declared.py"/>
        <source>Faces and values</source>
        <translation>Visages et valeurs</translation>
    </message>
    <message>
        <location filename="../../../app/mien/declared.py"/>
        <location filename="../../../app/mien/gui/recording/bar.py"/>
        <source>Recording</source>
        <translation>Enregistrement</translation>
    </message>
    <message>
        <location filename="../../../app/mien/declared.py"/>
        <source>Other programs</source>
        <translation>Autres programmes</translation>
    </message>
    <message>
        <location filename="../../../app/mien/declared.py"/>
        <location filename="../../../app/mien/gui/toolbar.py"/>
        <source>More</source>
        <translation>Plus</translation>
    </message>
    <message>
        <location filename="../../../app/mien/engine/analyser.py"/>
        <source>Loading the network</source>
        <translation>Chargement du réseau</translation>
    </message>
    <message>
        <location filename="../../../app/mien/engine/analyser.py"/>
        <source>Fetching the face model: {share:.0%}</source>
        <translation>Récupération du modèle de visage : {share:.0%}</translation>
    </message>
    <message>
        <location filename="../../../app/mien/engine/analysing.py"/>
        <source>The network that comes with Mien reads instead.</source>
        <translation>Le réseau fourni avec Mien lit à sa place.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/engine/analysing.py"/>
        <source>From here on its values are missing in the recording.</source>
        <translation>À partir d’ici, ses valeurs manquent dans l’enregistrement.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/engine/analysing.py"/>
        <source>The analysis failed unexpectedly; the log says more.</source>
        <translation>L’analyse a échoué de façon inattendue ; le journal en dit plus.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/engine/engine.py"/>
        <source>Opening the source</source>
        <translation>Ouverture de la source</translation>
    </message>
    <message>
        <location filename="../../../app/mien/engine/engine.py"/>
        <location filename="../../../app/mien/gui/recording/desk.py"/>
        <source>Nothing runs that could be recorded: open a source first.</source>
        <translation>Rien ne tourne qui puisse être enregistré : ouvrez d’abord une source.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/engine/engine.py"/>
        <source>A recording is under way: stop it before the next one.</source>
        <translation>Un enregistrement est en cours : arrêtez-le avant le suivant.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/engine/reader.py"/>
        <source>The source failed unexpectedly; the log says more.</source>
        <translation>La source a échoué de façon inattendue ; le journal en dit plus.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/engine/speed.py"/>
        <source>The analysis has become slow: {rate:.0f} of {captured:.0f} frames a second, where {usual:.0f} are usual. Another program may keep the processor busy; F12 shows where the time goes.</source>
        <translation>L’analyse est devenue lente : {rate:.0f} images sur {captured:.0f} par seconde, contre {usual:.0f} d’habitude. Un autre programme occupe peut-être le processeur ; F12 montre où passe le temps.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/engine/supervisor.py"/>
        <source>The source gives no more pictures.</source>
        <translation>La source ne fournit plus d’images.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/exports/bids.py"/>
        <source>{path} is where the table's description goes: name it .tsv.</source>
        <translation>{path} est réservé à la description du tableau : nommez celui-ci .tsv.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/exports/bids.py"/>
        <source>{file} is in the place of the table's description, and is none: choose another name, or move it.</source>
        <translation>{file} occupe la place de la description du tableau sans en être une : choisissez un autre nom ou déplacez-le.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/exports/formats.py"/>
        <source>Table, CSV: one row a face a frame</source>
        <translation>Tableau, CSV : une ligne par visage et par image</translation>
    </message>
    <message>
        <location filename="../../../app/mien/exports/formats.py"/>
        <source>Table, Parquet: the same, typed</source>
        <translation>Tableau, Parquet : le même, typé</translation>
    </message>
    <message>
        <location filename="../../../app/mien/exports/formats.py"/>
        <source>OpenFace's CSV</source>
        <translation>CSV d’OpenFace</translation>
    </message>
    <message>
        <location filename="../../../app/mien/exports/formats.py"/>
        <source>Py-Feat's Fex CSV</source>
        <translation>CSV Fex de Py-Feat</translation>
    </message>
    <message>
        <location filename="../../../app/mien/exports/formats.py"/>
        <source>ELAN: markers and expressions</source>
        <translation>ELAN : marqueurs et expressions</translation>
    </message>
    <message>
        <location filename="../../../app/mien/exports/formats.py"/>
        <source>WebVTT subtitles: markers and expressions</source>
        <translation>Sous-titres WebVTT : marqueurs et expressions</translation>
    </message>
    <message>
        <location filename="../../../app/mien/exports/formats.py"/>
        <source>BIDS events with their JSON: markers and gaps</source>
        <translation>Événements BIDS avec leur JSON : marqueurs et interruptions</translation>
    </message>
    <message>
        <location filename="../../../app/mien/exports/formats.py"/>
        <source>Annotated video, MP4</source>
        <translation>Vidéo annotée, MP4</translation>
    </message>
    <message>
        <location filename="../../../app/mien/exports/formats.py"/>
        <source>Report, one HTML page</source>
        <translation>Rapport, une page HTML</translation>
    </message>
    <message>
        <location filename="../../../app/mien/exports/mp4.py"/>
        <source>{session} kept no video, only numbers: it cannot be handed on as MP4.</source>
        <translation>{session} n’a gardé aucune vidéo, seulement des nombres : impossible de l’exporter en MP4.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/exports/mp4.py"/>
        <source>The video could not be encoded ({reason}).</source>
        <translation>La vidéo n’a pas pu être encodée ({reason}).</translation>
    </message>
    <message>
        <location filename="../../../app/mien/exports/mp4.py"/>
        <source>{source} is damaged: only {count} of its {wanted} pictures can be read.</source>
        <translation>{source} est endommagé : seules {count} images sur {wanted} sont lisibles.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/exports/place.py"/>
        <source>{path} is a folder: name a file in it.</source>
        <translation>{path} est un dossier : indiquez un fichier dedans.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/exports/place.py"/>
        <source>There is no folder {folder}: make it first, or choose another.</source>
        <translation>Le dossier {folder} n’existe pas : créez-le ou choisissez-en un autre.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/exports/place.py"/>
        <source>{path} lies in the session's own folder, where nothing may be changed: choose another place.</source>
        <translation>{path} se trouve dans le dossier de la session, où rien ne doit être modifié : choisissez un autre endroit.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/exports/place.py"/>
        <source>{path} cannot be written ({reason}): choose another place, close it where it is open, or make room there.</source>
        <translation>Impossible d’écrire {path} ({reason}) : choisissez un autre endroit, fermez le fichier là où il est ouvert ou libérez de la place.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/faces/detector.py"/>
        <source>MediaPipe could not start its face detector ({reason}). Run 'mien doctor'.</source>
        <translation>MediaPipe n’a pas pu démarrer son détecteur de visages ({reason}). Lancez « mien doctor ».</translation>
    </message>
    <message>
        <location filename="../../../app/mien/faces/label.py"/>
        <source>Orange</source>
        <translation>Orange</translation>
    </message>
    <message>
        <location filename="../../../app/mien/faces/label.py"/>
        <source>Sky blue</source>
        <translation>Bleu ciel</translation>
    </message>
    <message>
        <location filename="../../../app/mien/faces/label.py"/>
        <source>Green</source>
        <translation>Vert</translation>
    </message>
    <message>
        <location filename="../../../app/mien/faces/label.py"/>
        <source>Yellow</source>
        <translation>Jaune</translation>
    </message>
    <message>
        <location filename="../../../app/mien/faces/label.py"/>
        <source>Vermilion</source>
        <translation>Vermillon</translation>
    </message>
    <message>
        <location filename="../../../app/mien/faces/label.py"/>
        <source>Purple</source>
        <translation>Pourpre</translation>
    </message>
    <message>
        <location filename="../../../app/mien/faces/label.py"/>
        <source>Face {number}</source>
        <translation>Visage {number}</translation>
    </message>
    <message>
        <location filename="../../../app/mien/faces/landmarker.py"/>
        <location filename="../../../app/mien/faces/mesher.py"/>
        <source>MediaPipe could not start its face model ({reason}). Run 'mien doctor'.</source>
        <translation>MediaPipe n’a pas pu démarrer son modèle de visage ({reason}). Lancez « mien doctor ».</translation>
    </message>
    <message>
        <location filename="../../../app/mien/faces/model_file.py"/>
        <source>{path} is not the file that Mien needs (its SHA-256 is not {sha256}): copy it again, or unset {folder_variable} so that Mien fetches it.</source>
        <translation>{path} n’est pas le fichier dont Mien a besoin (son SHA-256 n’est pas {sha256}) : copiez-le de nouveau, ou supprimez {folder_variable} pour que Mien le récupère.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/faces/model_file.py"/>
        <source>The face model cannot be kept in {parent} ({reason}): make that folder writable, or put {file_name} into another one and name it in {folder_variable}.</source>
        <translation>Le modèle de visage ne peut pas être placé dans {parent} ({reason}) : rendez ce dossier accessible en écriture, ou mettez {file_name} dans un autre et indiquez-le dans {folder_variable}.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/faces/model_file.py"/>
        <source>The face model could not be fetched: connect to the internet and try again, or put {file_name} into a folder and name that folder in {folder_variable} ({failures}).</source>
        <translation>Le modèle de visage n’a pas pu être récupéré : connectez-vous à Internet et réessayez, ou mettez {file_name} dans un dossier et indiquez celui-ci dans {folder_variable} ({failures}).</translation>
    </message>
    <message>
        <location filename="../../../app/mien/faces/vision.py"/>
        <source>MediaPipe cannot be loaded, as a shared library of this system is missing: 'mien doctor' names it.</source>
        <translation>MediaPipe ne peut pas être chargé, car une bibliothèque partagée de ce système manque : « mien doctor » la nomme.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/about.py"/>
        <source>Every value is what a trained network estimates from one picture of a face: how much it looks like an expression, how probable a muscle movement is, how strong a smile is. It is not what someone feels, and must not decide about a person.</source>
        <translation>Chaque valeur est ce qu’un réseau entraîné estime d’après une image d’un visage : à quel point il ressemble à une expression, à quel point un mouvement musculaire est probable, à quel point un sourire est marqué. Ce n’est pas ce que quelqu’un ressent, et aucune décision sur une personne ne doit en dépendre.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/about.py"/>
        <location filename="../../../app/mien/gui/actions.py"/>
        <source>About Mien</source>
        <translation>À propos de Mien</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/about.py"/>
        <source>Version {version}</source>
        <translation>Version {version}</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/about.py"/>
        <source>About the network</source>
        <translation>À propos du réseau</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/about.py"/>
        <location filename="../../../app/mien/gui/actions.py"/>
        <source>What this can and cannot know</source>
        <translation>Ce que cela peut et ne peut pas savoir</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/about.py"/>
        <source>Pages about Mien</source>
        <translation>Pages à propos de Mien</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/about.py"/>
        <source>The network</source>
        <translation>Le réseau</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/about.py"/>
        <location filename="../../../app/mien/gui/third_parties.py"/>
        <source>Third parties</source>
        <translation>Composants tiers</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/about.py"/>
        <location filename="../../../app/mien/gui/diagnostics/dialog.py"/>
        <location filename="../../../app/mien/gui/guide/dialog.py"/>
        <location filename="../../../app/mien/gui/preferences/dialog.py"/>
        <location filename="../../../app/mien/gui/report_dialog.py"/>
        <location filename="../../../app/mien/gui/sending/dialog.py"/>
        <source>Close</source>
        <translation>Fermer</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/about.py"/>
        <location filename="../../../app/mien/gui/diagnostics/dialog.py"/>
        <location filename="../../../app/mien/gui/guide/dialog.py"/>
        <source>Close (Esc)</source>
        <translation>Fermer (Échap)</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/about.py"/>
        <source>The whole model card</source>
        <translation>La fiche complète du modèle</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/about.py"/>
        <location filename="../../../app/mien/gui/actions.py"/>
        <source>Open the folder with the log and the reports of errors</source>
        <translation>Ouvrir le dossier du journal et des rapports d’erreur</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/about.py"/>
        <location filename="../../../app/mien/gui/actions.py"/>
        <source>Show log folder</source>
        <translation>Afficher le dossier du journal</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/about.py"/>
        <source>No network is loaded yet; its card stands here once it is.</source>
        <translation>Aucun réseau n’est encore chargé ; sa fiche apparaîtra ici dès qu’il le sera.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/about.py"/>
        <source>{network}, version {version}</source>
        <translation>{network}, version {version}</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/about.py"/>
        <source>After: {paper}</source>
        <translation>D’après : {paper}</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/about.py"/>
        <source>What it cannot do</source>
        <translation>Ce qu’il ne peut pas faire</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/about.py"/>
        <source>Measured on test data</source>
        <translation>Mesuré sur des données de test</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/about.py"/>
        <source>Its card tells no figure that was measured.</source>
        <translation>Sa fiche n’indique aucun chiffre mesuré.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/about.py"/>
        <source>Trained on</source>
        <translation>Entraîné avec</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/about.py"/>
        <source>What it reads</source>
        <translation>Ce qu’il lit</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/about.py"/>
        <source>Licence</source>
        <translation>Licence</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/about.py"/>
        <source>Looks like: {names}</source>
        <translation>Ressemble à : {names}</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/about.py"/>
        <source>Action Units: {names}</source>
        <translation>Unités d’action : {names}</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/about.py"/>
        <source>Smile: 0 to 5, with the letters A to E of FACS for 1 to 5</source>
        <translation>Sourire : 0 à 5, avec les lettres A à E de FACS pour 1 à 5</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/about.py"/>
        <source>It gives no saliency map.</source>
        <translation>Il ne fournit pas de carte de saillance.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/actions.py"/>
        <source>Open file…</source>
        <translation>Ouvrir un fichier…</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/actions.py"/>
        <location filename="../../../app/mien/gui/dialogs.py"/>
        <source>Open a video or a picture</source>
        <translation>Ouvrir une vidéo ou une image</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/actions.py"/>
        <source>Open folder…</source>
        <translation>Ouvrir un dossier…</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/actions.py"/>
        <location filename="../../../app/mien/gui/dialogs.py"/>
        <source>Open a folder of pictures</source>
        <translation>Ouvrir un dossier d’images</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/actions.py"/>
        <source>Open URL…</source>
        <translation>Ouvrir une URL…</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/actions.py"/>
        <source>Open a network stream</source>
        <translation>Ouvrir un flux réseau</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/actions.py"/>
        <location filename="../../../app/mien/gui/source_desk.py"/>
        <source>Demo</source>
        <translation>Démo</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/actions.py"/>
        <source>Play the built-in demo</source>
        <translation>Lire la démo intégrée</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/actions.py"/>
        <source>Look for cameras again</source>
        <translation>Rechercher les caméras</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/actions.py"/>
        <location filename="../../../app/mien/gui/source_picker.py"/>
        <location filename="../../../app/mien/gui/state.py"/>
        <source>Choose a source</source>
        <translation>Choisir une source</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/actions.py"/>
        <source>Choose a camera, a file or a stream</source>
        <translation>Choisir une caméra, un fichier ou un flux</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/actions.py"/>
        <source>Open it again</source>
        <translation>Rouvrir</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/actions.py"/>
        <source>Open the present source again</source>
        <translation>Rouvrir la source actuelle</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/actions.py"/>
        <source>Map fainter</source>
        <translation>Carte plus pâle</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/actions.py"/>
        <source>Make the map fainter</source>
        <translation>Rendre la carte plus pâle</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/actions.py"/>
        <source>Map stronger</source>
        <translation>Carte plus marquée</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/actions.py"/>
        <source>Make the map stronger</source>
        <translation>Rendre la carte plus marquée</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/actions.py"/>
        <source>Next colour map</source>
        <translation>Palette suivante</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/actions.py"/>
        <source>Show the saliency map in other colours</source>
        <translation>Afficher la carte de saillance dans d’autres couleurs</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/actions.py"/>
        <source>Mirror</source>
        <translation>Miroir</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/actions.py"/>
        <source>Show the picture as in a mirror</source>
        <translation>Afficher l’image comme dans un miroir</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/actions.py"/>
        <source>Freeze</source>
        <translation>Figer</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/actions.py"/>
        <source>Hold the picture; the source goes on</source>
        <translation>Figer l’image ; la source continue</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/actions.py"/>
        <source>Next face</source>
        <translation>Visage suivant</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/actions.py"/>
        <source>Show the next face in the panel</source>
        <translation>Afficher le visage suivant dans le panneau</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/actions.py"/>
        <source>Name the face…</source>
        <translation>Nommer le visage…</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/actions.py"/>
        <source>Give the main face a name and a colour</source>
        <translation>Donner un nom et une couleur au visage principal</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/actions.py"/>
        <source>Keep the main face</source>
        <translation>Garder le visage principal</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/actions.py"/>
        <source>Stay with the main face</source>
        <translation>Rester sur le visage principal</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/actions.py"/>
        <source>Calibrate</source>
        <translation>Étalonner</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/actions.py"/>
        <source>Take the main face at rest for three seconds as its neutral</source>
        <translation>Prendre le visage principal au repos pendant trois secondes comme son neutre</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/actions.py"/>
        <location filename="../../../app/mien/settings.py"/>
        <source>Others in grey</source>
        <translation>Autres en gris</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/actions.py"/>
        <source>Cover all faces but the main one</source>
        <translation>Masquer tous les visages sauf le principal</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/actions.py"/>
        <location filename="../../../app/mien/gui/insight/close_up.py"/>
        <location filename="../../../app/mien/settings.py"/>
        <source>Close-up</source>
        <translation>Gros plan</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/actions.py"/>
        <source>Show the main face enlarged, with the map over it</source>
        <translation>Afficher le visage principal agrandi, avec la carte par-dessus</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/actions.py"/>
        <location filename="../../../app/mien/gui/insight/plot_paint.py"/>
        <location filename="../../../app/mien/settings.py"/>
        <source>History</source>
        <translation>Historique</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/actions.py"/>
        <source>Show the last 30 seconds of some values</source>
        <translation>Afficher les 30 dernières secondes de quelques valeurs</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/actions.py"/>
        <location filename="../../../app/mien/gui/guide/dialog.py"/>
        <source>User guide</source>
        <translation>Guide d’utilisation</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/actions.py"/>
        <source>How to use Mien, in short topics with a search</source>
        <translation>Comment se servir de Mien, en courts sujets avec recherche</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/actions.py"/>
        <source>What the values say, and what not</source>
        <translation>Ce que disent les valeurs, et ce qu’elles ne disent pas</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/actions.py"/>
        <location filename="../../../app/mien/settings.py"/>
        <source>Side panel</source>
        <translation>Panneau latéral</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/actions.py"/>
        <source>Show the side panel</source>
        <translation>Afficher le panneau latéral</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/actions.py"/>
        <source>Dark or light</source>
        <translation>Sombre ou clair</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/actions.py"/>
        <source>Change between dark and light</source>
        <translation>Basculer entre sombre et clair</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/actions.py"/>
        <source>Theme as the system</source>
        <translation>Thème du système</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/actions.py"/>
        <source>Dark or light as the desktop has it</source>
        <translation>Sombre ou clair, selon le bureau</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/actions.py"/>
        <source>Full screen</source>
        <translation>Plein écran</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/actions.py"/>
        <source>Only the picture</source>
        <translation>L’image seule</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/actions.py"/>
        <source>Other programs…</source>
        <translation>Autres programmes…</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/actions.py"/>
        <source>Send live values to other programs</source>
        <translation>Envoyer les valeurs en direct à d’autres programmes</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/actions.py"/>
        <source>Settings…</source>
        <translation>Paramètres…</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/actions.py"/>
        <source>All settings in one place</source>
        <translation>Tous les paramètres au même endroit</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/actions.py"/>
        <source>What the numbers are, and what they are not</source>
        <translation>Ce que sont les nombres, et ce qu’ils ne sont pas</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/actions.py"/>
        <location filename="../../../app/mien/gui/diagnostics/dialog.py"/>
        <source>Diagnostics</source>
        <translation>Diagnostic</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/actions.py"/>
        <source>What runs where, how fast, and what keeps it from being faster</source>
        <translation>Ce qui tourne où, à quelle vitesse, et ce qui le freine</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/actions.py"/>
        <location filename="../../../app/mien/gui/recording/wiring.py"/>
        <source>Record</source>
        <translation>Enregistrer</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/actions.py"/>
        <source>Record, or end the recording</source>
        <translation>Enregistrer, ou terminer l’enregistrement</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/actions.py"/>
        <location filename="../../../app/mien/gui/status_bar.py"/>
        <source>Live</source>
        <translation>Direct</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/actions.py"/>
        <source>Show what the source shows now</source>
        <translation>Afficher ce que la source montre maintenant</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/actions.py"/>
        <location filename="../../../app/mien/gui/recording/wiring.py"/>
        <location filename="../../../app/mien/gui/review/page.py"/>
        <source>Review</source>
        <translation>Relecture</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/actions.py"/>
        <source>Look through a recorded session</source>
        <translation>Parcourir une session enregistrée</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/actions.py"/>
        <source>Quit</source>
        <translation>Quitter</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/actions.py"/>
        <source>Stop and close</source>
        <translation>Arrêter et fermer</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/actions.py"/>
        <source>Marker {number}</source>
        <translation>Marqueur {number}</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/actions.py"/>
        <source>Set marker {number}</source>
        <translation>Poser le marqueur {number}</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/actions.py"/>
        <location filename="../../../app/mien/gui/review/marker_book.py"/>
        <location filename="../../../app/mien/overlays/values.py"/>
        <source>Neutral</source>
        <translation>Neutre</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/actions.py"/>
        <source>Mark a neutral face</source>
        <translation>Marquer un visage neutre</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/actions.py"/>
        <location filename="../../../app/mien/gui/review/marker_book.py"/>
        <source>Stimulus on</source>
        <translation>Début du stimulus</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/actions.py"/>
        <source>Mark the beginning of a stimulus</source>
        <translation>Marquer le début d’un stimulus</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/actions.py"/>
        <location filename="../../../app/mien/gui/review/marker_book.py"/>
        <source>Stimulus off</source>
        <translation>Fin du stimulus</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/actions.py"/>
        <source>Mark the end of a stimulus</source>
        <translation>Marquer la fin d’un stimulus</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/actions.py"/>
        <location filename="../../../app/mien/gui/diagnostics/facts.py"/>
        <location filename="../../../app/mien/gui/review/marker_book.py"/>
        <location filename="../../../app/mien/gui/review/marker_panel.py"/>
        <source>Note</source>
        <translation>Note</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/actions.py"/>
        <source>Set a marker with a note</source>
        <translation>Poser un marqueur avec une note</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/app.py"/>
        <source>Safe mode: every setting is as at the first start, the network runs on the CPU, and nothing that you change is kept.</source>
        <translation>Mode sans échec : chaque paramètre est comme au premier démarrage, le réseau tourne sur le processeur, et rien de ce que vous changez n’est gardé.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/app.py"/>
        <source>Mien, safe mode</source>
        <translation>Mien, mode sans échec</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/calibrating/count.py"/>
        <source>Seconds until the face is calibrated</source>
        <translation>Secondes avant que le visage soit étalonné</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/calibrating/menu.py"/>
        <source>Neutral face</source>
        <translation>Visage neutre</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/calibrating/menu.py"/>
        <location filename="../../../app/mien/gui/calibrating/wiring.py"/>
        <source>Keep as a profile…</source>
        <translation>Garder comme profil…</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/calibrating/menu.py"/>
        <source>Write the main face's neutral values to a file of this name; no picture</source>
        <translation>Écrire les valeurs neutres du visage principal dans un fichier de ce nom ; aucune image</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/calibrating/menu.py"/>
        <source>Take a profile</source>
        <translation>Prendre un profil</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/calibrating/menu.py"/>
        <source>Calibrate the main face by a profile</source>
        <translation>Étalonner le visage principal avec un profil</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/calibrating/menu.py"/>
        <source>Without calibration</source>
        <translation>Sans étalonnage</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/calibrating/menu.py"/>
        <source>Show the main face's values as the network gives them</source>
        <translation>Afficher les valeurs du visage principal telles que le réseau les donne</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/calibrating/menu.py"/>
        <source>Delete a profile</source>
        <translation>Supprimer un profil</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/calibrating/menu.py"/>
        <source>Take a profile away for good</source>
        <translation>Supprimer définitivement un profil</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/calibrating/wiring.py"/>
        <source>There is no face in view that could be calibrated.</source>
        <translation>Aucun visage à l’image ne peut être étalonné.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/calibrating/wiring.py"/>
        <source>Nothing comes from the source now: start it again, then calibrate.</source>
        <translation>Rien ne vient de la source en ce moment : relancez-la, puis étalonnez.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/calibrating/wiring.py"/>
        <source>Look into the camera and keep your face at rest until the count ends.</source>
        <translation>Regardez la caméra et gardez le visage au repos jusqu’à la fin du décompte.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/calibrating/wiring.py"/>
        <source>{face} is calibrated: its values are shown relative to this neutral face.</source>
        <translation>{face} est étalonné : ses valeurs sont affichées par rapport à ce visage neutre.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/calibrating/wiring.py"/>
        <source>Not calibrated.</source>
        <translation>Non étalonné.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/calibrating/wiring.py"/>
        <location filename="../../../app/mien/gui/sending/card.py"/>
        <location filename="../../../app/mien/gui/state.py"/>
        <source>Try again</source>
        <translation>Réessayer</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/calibrating/wiring.py"/>
        <source>This face is not calibrated, or was lost: calibrate it first.</source>
        <translation>Ce visage n’est pas étalonné ou a été perdu : étalonnez-le d’abord.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/calibrating/wiring.py"/>
        <source>The neutral face is kept as {name}.</source>
        <translation>Le visage neutre est gardé sous le nom {name}.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/calibrating/wiring.py"/>
        <source>{face} is shown relative to the neutral face of {name}.</source>
        <translation>{face} est affiché par rapport au visage neutre de {name}.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/calibrating/wiring.py"/>
        <source>Delete the profile {name}?</source>
        <translation>Supprimer le profil {name} ?</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/calibrating/wiring.py"/>
        <source>It cannot be brought back.</source>
        <translation>Il ne pourra pas être récupéré.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/calibrating/wiring.py"/>
        <location filename="../../../app/mien/gui/report_dialog.py"/>
        <location filename="../../../app/mien/gui/review/marker_panel.py"/>
        <location filename="../../../app/mien/gui/review/wiring.py"/>
        <source>Delete</source>
        <translation>Supprimer</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/choices.py"/>
        <source>The settings could not be kept ({reason}).</source>
        <translation>Les paramètres n’ont pas pu être enregistrés ({reason}).</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/diagnostics/dialog.py"/>
        <source>Have the network run on</source>
        <translation>Faire tourner le réseau sur</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/diagnostics/dialog.py"/>
        <source>Have the network run on another device; nothing is interrupted</source>
        <translation>Faire tourner le réseau sur un autre appareil ; rien n’est interrompu</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/diagnostics/dialog.py"/>
        <location filename="../../../app/mien/gui/diagnostics/facts.py"/>
        <location filename="../../../app/mien/gui/status_bar.py"/>
        <source>Where the network runs</source>
        <translation>Où tourne le réseau</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/diagnostics/dialog.py"/>
        <location filename="../../../app/mien/gui/diagnostics/facts.py"/>
        <location filename="../../../app/mien/gui/recording/bar.py"/>
        <location filename="../../../app/mien/gui/review/session_line.py"/>
        <source>Frames</source>
        <translation>Images</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/diagnostics/dialog.py"/>
        <location filename="../../../app/mien/gui/diagnostics/facts.py"/>
        <location filename="../../../app/mien/gui/status_bar.py"/>
        <source>Source</source>
        <translation>Source</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/diagnostics/dialog.py"/>
        <location filename="../../../app/mien/gui/report_dialog.py"/>
        <source>Copied</source>
        <translation>Copié</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/diagnostics/dialog.py"/>
        <source>Diagnostics, scrollable</source>
        <translation>Diagnostic, défilable</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/diagnostics/dialog.py"/>
        <source>Have it run on</source>
        <translation>Exécuter sur</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/diagnostics/dialog.py"/>
        <source>The command that mends it</source>
        <translation>La commande qui y remédie</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/diagnostics/dialog.py"/>
        <source>Copy the command</source>
        <translation>Copier la commande</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/diagnostics/dialog.py"/>
        <location filename="../../../app/mien/gui/report_dialog.py"/>
        <source>Copy</source>
        <translation>Copier</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/diagnostics/dialog.py"/>
        <source>To mend it</source>
        <translation>Pour y remédier</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/diagnostics/dialog.py"/>
        <source>Copy all of this as text, for a report</source>
        <translation>Copier tout cela en texte, pour un rapport</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/diagnostics/dialog.py"/>
        <source>Copy all</source>
        <translation>Tout copier</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/diagnostics/facts.py"/>
        <location filename="../../../app/mien/settings.py"/>
        <source>The fastest there is</source>
        <translation>Le plus rapide disponible</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/diagnostics/facts.py"/>
        <source>Read by</source>
        <translation>Lu par</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/diagnostics/facts.py"/>
        <source>Pixel format</source>
        <translation>Format de pixels</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/diagnostics/facts.py"/>
        <source>Asked for</source>
        <translation>Demandé</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/diagnostics/facts.py"/>
        <source>Codec</source>
        <translation>Codec</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/diagnostics/facts.py"/>
        <source>Container</source>
        <translation>Conteneur</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/diagnostics/facts.py"/>
        <source>Length</source>
        <translation>Durée</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/diagnostics/facts.py"/>
        <source>Turned by</source>
        <translation>Tourné de</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/diagnostics/facts.py"/>
        <source>{analysed} of {captured} frames a second are analysed and on the screen {age} after their capture.</source>
        <translation>{analysed} images sur {captured} par seconde sont analysées et affichées {age} après leur capture.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/diagnostics/facts.py"/>
        <source>Waiting</source>
        <translation>Attente</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/diagnostics/facts.py"/>
        <source>Painting</source>
        <translation>Affichage</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/diagnostics/facts.py"/>
        <source>Capture to paint</source>
        <translation>De la capture à l’affichage</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/diagnostics/facts.py"/>
        <source>Captured</source>
        <translation>Capturées</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/diagnostics/facts.py"/>
        <location filename="../../../app/mien/gui/status_bar.py"/>
        <source>Analysed</source>
        <translation>Analysées</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/diagnostics/facts.py"/>
        <source>Skipped, to stay live</source>
        <translation>Sautées, pour rester en direct</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/diagnostics/facts.py"/>
        <source>Age of the newest</source>
        <translation>Âge de la plus récente</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/diagnostics/facts.py"/>
        <location filename="../../../app/mien/gui/people/card.py"/>
        <source>Name</source>
        <translation>Nom</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/diagnostics/facts.py"/>
        <source>Picture</source>
        <translation>Image</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/diagnostics/facts.py"/>
        <source>Rate as stated</source>
        <translation>Cadence annoncée</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/diagnostics/facts.py"/>
        <source>Rate as it is</source>
        <translation>Cadence réelle</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/diagnostics/facts.py"/>
        <source>Runs on</source>
        <translation>Tourne sur</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/diagnostics/facts.py"/>
        <source>Being loaded for</source>
        <translation>En chargement pour</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/diagnostics/facts.py"/>
        <source>{free} of {total} MB free</source>
        <translation>{free} Mo libres sur {total}</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/diagnostics/facts.py"/>
        <source>GPU memory</source>
        <translation>Mémoire du GPU</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/diagnostics/facts.py"/>
        <source>System</source>
        <translation>Système</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/diagnostics/facts.py"/>
        <source>Computer</source>
        <translation>Ordinateur</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/diagnostics/facts.py"/>
        <source>Versions</source>
        <translation>Versions</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/diagnostics/facts.py"/>
        <source>Time of a frame, median and 95 of 100 within</source>
        <translation>Temps par image : médiane, et limite pour 95 sur 100</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/diagnostics/facts.py"/>
        <source>{rate}, {count} in all</source>
        <translation>{rate}, {count} en tout</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/diagnostics/tables.py"/>
        <source>Time of a frame</source>
        <translation>Temps par image</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/diagnostics/tables.py"/>
        <source>median</source>
        <translation>médiane</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/diagnostics/tables.py"/>
        <source>95 of 100</source>
        <translation>95 sur 100</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/dialogs.py"/>
        <source>Videos and pictures</source>
        <translation>Vidéos et images</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/dialogs.py"/>
        <location filename="../../../app/mien/gui/preferences/controls.py"/>
        <location filename="../../../app/mien/gui/preferences/wiring.py"/>
        <source>All files</source>
        <translation>Tous les fichiers</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/dialogs.py"/>
        <source>Open a stream</source>
        <translation>Ouvrir un flux</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/dialogs.py"/>
        <source>Address of the stream, as rtsp://, http:// or https://</source>
        <translation>Adresse du flux, en rtsp://, http:// ou https://</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/dialogs.py"/>
        <source>Keep a neutral face</source>
        <translation>Garder un visage neutre</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/dialogs.py"/>
        <source>Name of the profile: numbers are kept under it, no picture</source>
        <translation>Nom du profil : des nombres y sont gardés, aucune image</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/dialogs.py"/>
        <location filename="../../../app/mien/gui/review/deeds.py"/>
        <location filename="../../../app/mien/gui/review/start.py"/>
        <source>Open a session folder</source>
        <translation>Ouvrir un dossier de session</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/dialogs.py"/>
        <source>Where recordings go</source>
        <translation>Où vont les enregistrements</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/dialogs.py"/>
        <location filename="../../../app/mien/gui/recording/wiring.py"/>
        <source>Cancel</source>
        <translation>Annuler</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/evidence_menu.py"/>
        <source>The evidence map comes with the network, which is still loading</source>
        <translation>La carte des indices vient avec le réseau, encore en chargement</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/evidence_menu.py"/>
        <source>This network gives no evidence map: it does not tell which places spoke for a value</source>
        <translation>Ce réseau ne fournit pas de carte des indices : il ne dit pas quels endroits plaident pour une valeur</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/evidence_menu.py"/>
        <source>Choose a value here, or click it in the side panel</source>
        <translation>Choisissez une valeur ici, ou cliquez dessus dans le panneau latéral</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/evidence_menu.py"/>
        <source>Evidence for</source>
        <translation>Indices pour</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/evidence_menu.py"/>
        <source>The likeliest expression</source>
        <translation>L’expression la plus probable</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/first_start.py"/>
        <source>Before you start</source>
        <translation>Avant de commencer</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/first_start.py"/>
        <source>Tell the people you show to it</source>
        <translation>Prévenez les personnes que vous montrez</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/first_start.py"/>
        <source>The EU AI Act asks that they are told (Art. 50(3)), and forbids reading emotions at work and in education (Art. 5(1)(f)).</source>
        <translation>Le règlement européen sur l’IA exige qu’elles en soient informées (art. 50(3)) et interdit de lire les émotions au travail et dans l’enseignement (art. 5(1)(f)).</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/first_start.py"/>
        <source>For research and teaching</source>
        <translation>Pour la recherche et l’enseignement</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/first_start.py"/>
        <source>Not for decisions about a person, nor for diagnosis. The network may be used for research alone, as its data sets ask; the settings take one of your own instead.</source>
        <translation>Ni pour prendre des décisions sur une personne, ni pour un diagnostic. Le réseau ne peut servir qu’à la recherche, comme l’exigent ses jeux de données ; les paramètres permettent d’en prendre un à vous.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/first_start.py"/>
        <source>It reads looks, not feelings</source>
        <translation>Il lit des apparences, pas des sentiments</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/first_start.py"/>
        <source>Every value is the estimate of a network from one picture of a face. What someone feels cannot be known from it.</source>
        <translation>Chaque valeur est l’estimation d’un réseau d’après une image d’un visage. Ce que quelqu’un ressent ne peut s’en déduire.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/first_start.py"/>
        <source>Pictures stay on this computer</source>
        <translation>Les images restent sur cet ordinateur</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/first_start.py"/>
        <source>No picture and no value is sent anywhere.</source>
        <translation>Aucune image ni aucune valeur n’est envoyée nulle part.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/first_start.py"/>
        <source>I have read this</source>
        <translation>J’ai lu ceci</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/guide/dialog.py"/>
        <source>Search the guide</source>
        <translation>Chercher dans le guide</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/guide/dialog.py"/>
        <source>Words of a topic's title or text</source>
        <translation>Des mots du titre ou du texte d’un sujet</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/guide/dialog.py"/>
        <source>Topics of the guide</source>
        <translation>Sujets du guide</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/guide/dialog.py"/>
        <source>No topic has these words.</source>
        <translation>Aucun sujet ne contient ces mots.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/insight/close_up.py"/>
        <source>This face was not read.</source>
        <translation>Ce visage n’a pas été lu.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/insight/close_up.py"/>
        <source>This network gives no saliency map.</source>
        <translation>Ce réseau ne fournit pas de carte de saillance.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/insight/close_up.py"/>
        <location filename="../../../app/mien/overlays/__init__.py"/>
        <location filename="../../../app/mien/overlays/saliency.py"/>
        <source>Saliency</source>
        <translation>Saillance</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/insight/close_up.py"/>
        <source>Where people would look, which guides the network. 1 is the place that draws most.</source>
        <translation>Où les gens regarderaient, ce qui guide le réseau. 1 est l’endroit qui attire le plus.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/insight/close_up.py"/>
        <source>This network gives no evidence map.</source>
        <translation>Ce réseau ne fournit pas de carte des indices.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/insight/close_up.py"/>
        <location filename="../../../app/mien/overlays/evidence.py"/>
        <source>Evidence for {value}</source>
        <translation>Indices pour {value}</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/insight/close_up.py"/>
        <source>Yellow places speak for it, blue places against it, grey and clear ones say little. The mean over all places is the value before it becomes a probability.</source>
        <translation>Les endroits jaunes plaident pour, les bleus contre, les gris et les clairs disent peu. La moyenne de tous les endroits est la valeur avant qu’elle ne devienne une probabilité.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/insight/close_up.py"/>
        <source>The main face, enlarged</source>
        <translation>Le visage principal, agrandi</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/insight/close_up.py"/>
        <location filename="../../../app/mien/gui/panel.py"/>
        <source>No face</source>
        <translation>Aucun visage</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/insight/close_up.py"/>
        <source>Scale of the map</source>
        <translation>Échelle de la carte</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/insight/plot.py"/>
        <source>History of the last 30 seconds</source>
        <translation>Historique des 30 dernières secondes</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/insight/plot.py"/>
        <source>No value is ticked</source>
        <translation>Aucune valeur n’est cochée</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/insight/plot.py"/>
        <source>Tick up to six values in the side panel, and they are drawn here.</source>
        <translation>Cochez jusqu’à six valeurs dans le panneau latéral, et elles seront tracées ici.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/insight/plot_paint.py"/>
        <source>{seconds} s ago</source>
        <translation>il y a {seconds} s</translation>
    </message>
    <message numerus="yes">
        <location filename="../../../app/mien/gui/insight/wiring.py"/>
        <source>Not more than {n} lines can be told apart: take a tick away first.</source>
        <translation>
            <numerusform>On ne peut distinguer plus de {n} ligne : décochez-en d’abord une.</numerusform>
            <numerusform>On ne peut distinguer plus de {n} lignes : décochez-en d’abord une.</numerusform>
        </translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/job.py"/>
        <source>This failed unexpectedly ({error}); the log says more.</source>
        <translation>Échec inattendu ({error}) ; le journal en dit plus.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/knowing.py"/>
        <source>What it can know</source>
        <translation>Ce qu’il peut savoir</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/knowing.py"/>
        <source>What a face looks like.</source>
        <translation>À quoi un visage ressemble.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/knowing.py"/>
        <source>How probable it is that people who look at this one picture would call it happy, sad, surprised and so on. That is a likeness, judged by others.</source>
        <translation>À quel point il est probable que des gens, devant cette seule image, le disent joyeux, triste, surpris et ainsi de suite. C’est une ressemblance, jugée par d’autres.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/knowing.py"/>
        <source>What moves in it.</source>
        <translation>Ce qui y bouge.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/knowing.py"/>
        <source>How probable it is that an Action Unit is present: a movement such as raised brows, described by what can be seen and not by what it might mean.</source>
        <translation>À quel point la présence d’une unité d’action est probable : un mouvement comme des sourcils levés, décrit par ce qui se voit et non par ce que cela pourrait signifier.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/knowing.py"/>
        <source>How much it smiles.</source>
        <translation>À quel point il sourit.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/knowing.py"/>
        <source>An estimate from 0 to 5, best compared within one person and one place.</source>
        <translation>Une estimation de 0 à 5, à comparer de préférence chez une même personne et au même endroit.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/knowing.py"/>
        <source>Where the head points, and when it was so.</source>
        <translation>Où pointe la tête, et quand il en était ainsi.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/knowing.py"/>
        <source>From 478 landmarks, for every frame that was analysed, with its time.</source>
        <translation>D’après 478 repères, pour chaque image analysée, avec son instant.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/knowing.py"/>
        <source>Which places decided.</source>
        <translation>Quels endroits ont décidé.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/knowing.py"/>
        <source>The evidence map is the sum that makes a value, place by place. The saliency map is different: it says where people would look, and guides the network.</source>
        <translation>La carte des indices est la somme qui fait une valeur, endroit par endroit. La carte de saillance est autre chose : elle dit où les gens regarderaient, et guide le réseau.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/knowing.py"/>
        <source>What it cannot know</source>
        <translation>Ce qu’il ne peut pas savoir</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/knowing.py"/>
        <source>What someone feels.</source>
        <translation>Ce que quelqu’un ressent.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/knowing.py"/>
        <source>People smile when they are happy, polite, nervous or in pain, and feel much without showing it. No value here measures a feeling, a thought or a wish.</source>
        <translation>On sourit quand on est heureux, poli, nerveux ou qu’on a mal, et l’on ressent beaucoup sans le montrer. Aucune valeur ici ne mesure un sentiment, une pensée ou un désir.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/knowing.py"/>
        <source>Whether it is meant.</source>
        <translation>Si c’est sincère.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/knowing.py"/>
        <source>A posed smile and a true one can look alike; so can play and earnest.</source>
        <translation>Un sourire feint et un vrai peuvent se ressembler ; le jeu et le sérieux aussi.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/knowing.py"/>
        <source>Why.</source>
        <translation>Pourquoi.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/knowing.py"/>
        <source>What happened before, what was said and who was there is not in a picture.</source>
        <translation>Ce qui s’est passé avant, ce qui a été dit et qui était là n’est pas dans une image.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/knowing.py"/>
        <source>What is usual for this person.</source>
        <translation>Ce qui est habituel chez cette personne.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/knowing.py"/>
        <source>Brows that stand low by nature look like a frown to it. Age, habit, a palsy, make-up, a beard or glasses change the values without any change of mood. Calibrating (K) takes the face at rest away, and nothing else.</source>
        <translation>Des sourcils naturellement bas lui semblent froncés. L’âge, l’habitude, une paralysie, le maquillage, une barbe ou des lunettes changent les valeurs sans que l’humeur change. L’étalonnage (K) retire le visage au repos, et rien d’autre.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/knowing.py"/>
        <source>Whether it errs more for some people than for others.</source>
        <translation>S’il se trompe plus chez certaines personnes que chez d’autres.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/knowing.py"/>
        <source>The pictures that it was measured on do not say how old people are, what skin they have or where they live. So there is no figure, and it may well be so.</source>
        <translation>Les images sur lesquelles il a été mesuré ne disent ni l’âge des gens, ni leur peau, ni où ils vivent. Il n’y a donc pas de chiffre, et c’est bien possible.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/knowing.py"/>
        <source>What someone looks at.</source>
        <translation>Ce que quelqu’un regarde.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/knowing.py"/>
        <source>Gaze is how far the eyes are turned in the head, coarsely: no degrees, no place on a screen. Blinks that fall between two pictures are missed.</source>
        <translation>Le regard dit à quel point les yeux sont tournés dans la tête, approximativement : pas de degrés, pas d’endroit sur un écran. Un clignement entre deux images est manqué.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/knowing.py"/>
        <source>Who it is.</source>
        <translation>Qui c’est.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/knowing.py"/>
        <source>Faces have numbers while they are in view and for 5 seconds after. Nobody is recognised, and nothing of a face is stored unless you record.</source>
        <translation>Les visages ont un numéro tant qu’ils sont visibles et 5 secondes après. Personne n’est reconnu, et rien d’un visage n’est conservé sauf si vous enregistrez.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/knowing.py"/>
        <source>How to read it well</source>
        <translation>Comment bien le lire</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/knowing.py"/>
        <source>Compare like with like.</source>
        <translation>Comparez ce qui est comparable.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/knowing.py"/>
        <source>One person with the same person, one light, one camera, one distance.</source>
        <translation>Une même personne, une même lumière, une même caméra, une même distance.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/knowing.py"/>
        <source>Look at changes over time.</source>
        <translation>Regardez les changements dans le temps.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/knowing.py"/>
        <source>One frame says little; the history and a recording say more.</source>
        <translation>Une image dit peu ; l’historique et un enregistrement en disent plus.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/knowing.py"/>
        <source>Mind the light beside the face's number.</source>
        <translation>Tenez compte du voyant à côté du numéro du visage.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/knowing.py"/>
        <source>Where it is red the face is too dark, blurred, small, turned or covered to say much, and its values are grey. A hand of the skin's colour goes unseen.</source>
        <translation>Quand il est rouge, le visage est trop sombre, flou, petit, détourné ou caché pour dire grand-chose, et ses valeurs sont grises. Une main de la couleur de la peau passe inaperçue.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/knowing.py"/>
        <source>Look at the face and the map.</source>
        <translation>Regardez le visage et la carte.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/knowing.py"/>
        <source>If the evidence lies on hair, a shadow or the background, do not believe it.</source>
        <translation>Si les indices tombent sur des cheveux, une ombre ou l’arrière-plan, n’y croyez pas.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/knowing.py"/>
        <source>Tell the people, and ask them.</source>
        <translation>Prévenez les gens, et demandez-leur.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/knowing.py"/>
        <source>They must know that such a program looks at them. Do not use it to judge, select, grade, treat or sell to anybody; at work and in schools the European Union forbids it.</source>
        <translation>Ils doivent savoir qu’un tel programme les regarde. Ne l’utilisez pas pour juger, sélectionner, noter ou soigner quelqu’un, ni pour lui vendre quelque chose ; au travail et à l’école, l’Union européenne l’interdit.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/knowing.py"/>
        <source>What the network's card says of its limits</source>
        <translation>Ce que la fiche du réseau dit de ses limites</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/live.py"/>
        <source>Frozen, Space goes on</source>
        <translation>Figé, Espace pour continuer</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/measured/light.py"/>
        <source>Well seen</source>
        <translation>Bien visible</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/measured/light.py"/>
        <source>The face is sharp, lit, large and turned well enough to be read.</source>
        <translation>Le visage est assez net, éclairé, grand et de face pour être lu.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/measured/light.py"/>
        <source>How well the face can be read is not known.</source>
        <translation>On ignore à quel point le visage peut être lu.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/measured/light.py"/>
        <source>Its values are greyed out, as they would say little.</source>
        <translation>Ses valeurs sont grisées, car elles diraient peu.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/measured/light.py"/>
        <source>Picture of the face</source>
        <translation>Image du visage</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/measured/rows.py"/>
        <source>Across</source>
        <translation>Horizontal</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/measured/rows.py"/>
        <source>How far the eyes turn to the person's own left, -1 to 1; coarse, no degrees</source>
        <translation>À quel point les yeux se tournent vers la gauche de la personne, de -1 à 1 ; approximatif, pas en degrés</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/measured/rows.py"/>
        <source>Up</source>
        <translation>Vertical</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/measured/rows.py"/>
        <source>How far the eyes turn up, -1 to 1; coarse, no degrees</source>
        <translation>À quel point les yeux se tournent vers le haut, de -1 à 1 ; approximatif, pas en degrés</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/measured/rows.py"/>
        <source>So far</source>
        <translation>Jusqu’ici</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/measured/rows.py"/>
        <source>Blinks since the face came into view</source>
        <translation>Clignements depuis l’apparition du visage</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/measured/rows.py"/>
        <source>A minute</source>
        <translation>Par minute</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/measured/rows.py"/>
        <source>Blinks a minute over the last minute, once a quarter of it was seen</source>
        <translation>Clignements par minute durant la dernière minute, dès qu’un quart en a été vu</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/measured/rows.py"/>
        <source>Mouth</source>
        <translation>Bouche</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/measured/rows.py"/>
        <source>How much higher the person's own left corner of the mouth is, in shares of the distance between the eyes; only while the face looks ahead</source>
        <translation>De combien le coin de la bouche situé à la gauche de la personne est plus haut que l’autre, en part de la distance entre les yeux ; seulement quand le visage regarde devant</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/measured/rows.py"/>
        <source>Brows</source>
        <translation>Sourcils</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/measured/rows.py"/>
        <source>How much higher the person's own left brow is, in shares of the distance between the eyes; only while the face looks ahead</source>
        <translation>De combien le sourcil situé à la gauche de la personne est plus haut que l’autre, en part de la distance entre les yeux ; seulement quand le visage regarde devant</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/measured/rows.py"/>
        <source>a hint, not a verdict</source>
        <translation>un indice, pas un verdict</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/measured/rows.py"/>
        <source>The smaller of AU06 and AU12: smiles of joy often raise the cheeks too. So do strong smiles of any kind, and people can do it at will.</source>
        <translation>La plus petite de AU06 et AU12 : un sourire de joie remonte souvent aussi les joues. Tout sourire marqué le fait aussi, et on peut le faire exprès.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/measured/rows.py"/>
        <source>Duchenne</source>
        <translation>Duchenne</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/measured/rows.py"/>
        <source>Gaze</source>
        <translation>Regard</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/measured/rows.py"/>
        <source>Blinks</source>
        <translation>Clignements</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/measured/rows.py"/>
        <source>Left against right</source>
        <translation>Gauche/droite</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/mode_menu.py"/>
        <source>Size and rate</source>
        <translation>Taille et cadence</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/mode_menu.py"/>
        <source>Size and rate of the camera</source>
        <translation>Taille et cadence de la caméra</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/mode_menu.py"/>
        <source>Now {given}</source>
        <translation>Actuellement {given}</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/mode_menu.py"/>
        <source>Automatic</source>
        <translation>Automatique</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/mode_menu.py"/>
        <source>1280 x 720 at 30 a second, or near it</source>
        <translation>1280 x 720 à 30 par seconde, ou à peu près</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/mode_menu.py"/>
        <source>As the camera likes</source>
        <translation>Au choix de la caméra</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/mode_menu.py"/>
        <source>Nothing is asked of the camera</source>
        <translation>Rien n’est demandé à la caméra</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/mode_menu.py"/>
        <location filename="../../../app/mien/gui/sending/words.py"/>
        <source>{rate} a second</source>
        <translation>{rate} par seconde</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/mode_menu.py"/>
        <source>compressed</source>
        <translation>compressé</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/mode_menu.py"/>
        <source>not compressed</source>
        <translation>non compressé</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/network_wiring.py"/>
        <source>The network changes once the recording has ended.</source>
        <translation>Le réseau changera une fois l’enregistrement terminé.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/network_wiring.py"/>
        <source>This network gives no saliency map</source>
        <translation>Ce réseau ne fournit pas de carte de saillance</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/network_wiring.py"/>
        <source>This network reads no expressions</source>
        <translation>Ce réseau ne lit pas d’expressions</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/network_wiring.py"/>
        <source>This network reads no smile</source>
        <translation>Ce réseau ne lit pas le sourire</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/network_wiring.py"/>
        <source>This network reads no Action Units</source>
        <translation>Ce réseau ne lit pas d’unités d’action</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/notice_bar.py"/>
        <source>Notice</source>
        <translation>Avis</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/notice_bar.py"/>
        <source>What is offered</source>
        <translation>Ce qui est proposé</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/notice_bar.py"/>
        <source>Close this notice</source>
        <translation>Fermer cet avis</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/pages.py"/>
        <source>Evidence maps are not kept in a session</source>
        <translation>Les cartes des indices ne sont pas gardées dans une session</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/panel.py"/>
        <location filename="../../../app/mien/gui/review/deeds.py"/>
        <source>Readings</source>
        <translation>Valeurs</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/panel.py"/>
        <location filename="../../../app/mien/gui/review/lanes.py"/>
        <location filename="../../../app/mien/gui/review/summary.py"/>
        <location filename="../../../app/mien/overlays/__init__.py"/>
        <location filename="../../../app/mien/settings.py"/>
        <source>Expression</source>
        <translation>Expression</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/panel.py"/>
        <location filename="../../../app/mien/gui/review/summary.py"/>
        <location filename="../../../app/mien/overlays/__init__.py"/>
        <location filename="../../../app/mien/settings.py"/>
        <source>Action Units</source>
        <translation>Unités d’action</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/panel.py"/>
        <source>Values are told relative to this person's own neutral face</source>
        <translation>Les valeurs sont relatives au visage neutre de cette personne</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/panel.py"/>
        <source>The names come with the network, which is still loading.</source>
        <translation>Les noms viennent avec le réseau, encore en chargement.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/panel.py"/>
        <source>Estimates of a network, not what someone feels. {start}About it{end}</source>
        <translation>Estimations d’un réseau, pas ce que quelqu’un ressent. {start}En savoir plus{end}</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/panel.py"/>
        <source>1 of {count} faces</source>
        <translation>1 visage sur {count}</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/panel.py"/>
        <source>relative to neutral</source>
        <translation>par rapport au neutre</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/panel.py"/>
        <source>Click another face, or press N for the next one</source>
        <translation>Cliquez sur un autre visage, ou appuyez sur N pour le suivant</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/panel.py"/>
        <location filename="../../../app/mien/gui/review/lanes.py"/>
        <location filename="../../../app/mien/gui/review/summary.py"/>
        <location filename="../../../app/mien/overlays/__init__.py"/>
        <location filename="../../../app/mien/overlays/smile.py"/>
        <location filename="../../../app/mien/overlays/values.py"/>
        <location filename="../../../app/mien/settings.py"/>
        <source>Smile</source>
        <translation>Sourire</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/panel.py"/>
        <source>intensity, estimated</source>
        <translation>intensité, estimée</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/panel.py"/>
        <source>looks like, probability</source>
        <translation>ressemble à, probabilité</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/panel.py"/>
        <source>probability of presence</source>
        <translation>probabilité de présence</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/panel.py"/>
        <source>rise above neutral</source>
        <translation>au-dessus du neutre</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/panel.py"/>
        <source>looks like, above neutral</source>
        <translation>ressemble à, sur le neutre</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/panel.py"/>
        <source>Readings, scrollable</source>
        <translation>Valeurs, défilable</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/panel.py"/>
        <source>What these numbers are</source>
        <translation>Ce que sont ces nombres</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/panel.py"/>
        <source>How probable it is that people who look at this face would call it so.</source>
        <translation>À quel point il est probable que des gens, voyant ce visage, le nomment ainsi.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/people/card.py"/>
        <source>About this face</source>
        <translation>À propos de ce visage</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/people/card.py"/>
        <source>Name of this face</source>
        <translation>Nom de ce visage</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/people/card.py"/>
        <source>Keep as the main face</source>
        <translation>Visage principal</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/people/card.py"/>
        <source>The panel, the close-up and other programs stay with this face</source>
        <translation>Le panneau, le gros plan et les autres programmes restent sur ce visage</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/people/card.py"/>
        <source>Done</source>
        <translation>Terminé</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/people/card.py"/>
        <source>Forgotten when the face has been away for 5 seconds; only a recording keeps it.</source>
        <translation>Oublié quand le visage est absent depuis 5 secondes ; seul un enregistrement le garde.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/people/card.py"/>
        <source>No colour of its own</source>
        <translation>Pas de couleur propre</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/people/wiring.py"/>
        <source>There is no face in view that could be named.</source>
        <translation>Aucun visage à l’image ne peut être nommé.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/picture.py"/>
        <source>Live picture</source>
        <translation>Image en direct</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/pose_row.py"/>
        <source>Head pose</source>
        <translation>Tête</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/pose_row.py"/>
        <source>Pitch</source>
        <translation>Tangage</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/pose_row.py"/>
        <source>Pitch of the head in degrees, up is positive</source>
        <translation>Tangage de la tête en degrés, positif vers le haut</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/pose_row.py"/>
        <source>Yaw</source>
        <translation>Lacet</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/pose_row.py"/>
        <source>Yaw of the head in degrees, positive when the person turns to their own left</source>
        <translation>Lacet de la tête en degrés, positif quand la personne se tourne vers sa gauche</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/pose_row.py"/>
        <source>Roll</source>
        <translation>Roulis</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/pose_row.py"/>
        <source>Roll of the head in degrees, positive when the head leans to the person's own left</source>
        <translation>Roulis de la tête en degrés, positif quand la tête penche vers la gauche de la personne</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/preferences/controls.py"/>
        <source>Choose…</source>
        <translation>Choisir…</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/preferences/controls.py"/>
        <source>{folder}, change…</source>
        <translation>{folder}, changer…</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/preferences/dialog.py"/>
        <location filename="../../../app/mien/gui/preferences/wiring.py"/>
        <source>Settings</source>
        <translation>Paramètres</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/preferences/dialog.py"/>
        <source>Search the settings</source>
        <translation>Rechercher dans les paramètres</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/preferences/dialog.py"/>
        <source>Words of a setting's title or description</source>
        <translation>Mots du titre ou de la description d’un paramètre</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/preferences/dialog.py"/>
        <source>Groups of settings</source>
        <translation>Groupes de paramètres</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/preferences/dialog.py"/>
        <source>No setting has these words.</source>
        <translation>Aucun paramètre ne contient ces mots.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/preferences/dialog.py"/>
        <source>Settings, scrollable</source>
        <translation>Paramètres, défilable</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/preferences/dialog.py"/>
        <source>Import…</source>
        <translation>Importer…</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/preferences/dialog.py"/>
        <source>Take the settings of a file</source>
        <translation>Prendre les paramètres d’un fichier</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/preferences/dialog.py"/>
        <source>Export…</source>
        <translation>Exporter…</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/preferences/dialog.py"/>
        <source>Write the settings to a file</source>
        <translation>Écrire les paramètres dans un fichier</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/preferences/dialog.py"/>
        <source>Reset all…</source>
        <translation>Tout réinitialiser…</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/preferences/dialog.py"/>
        <source>Set every setting back</source>
        <translation>Réinitialiser chaque paramètre</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/preferences/dialog.py"/>
        <source>Everything is in force already</source>
        <translation>Tout est déjà en vigueur</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/preferences/row.py"/>
        <source>Reset {title} to {value}</source>
        <translation>Remettre {title} à {value}</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/preferences/row.py"/>
        <source>on</source>
        <translation>activé</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/preferences/row.py"/>
        <source>off</source>
        <translation>désactivé</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/preferences/row.py"/>
        <source>none</source>
        <translation>aucun</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/preferences/wiring.py"/>
        <source>Import settings</source>
        <translation>Importer des paramètres</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/preferences/wiring.py"/>
        <source>The settings of {name} are in force.</source>
        <translation>Les paramètres de {name} sont en vigueur.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/preferences/wiring.py"/>
        <source>Export settings</source>
        <translation>Exporter les paramètres</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/preferences/wiring.py"/>
        <source>The settings were written to {name}.</source>
        <translation>Les paramètres ont été écrits dans {name}.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/preferences/wiring.py"/>
        <source>Set every setting back?</source>
        <translation>Réinitialiser chaque paramètre ?</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/preferences/wiring.py"/>
        <source>Your recordings, and what was opened last, stay.</source>
        <translation>Vos enregistrements et ce qui a été ouvert en dernier restent.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/preferences/wiring.py"/>
        <source>Reset all</source>
        <translation>Tout réinitialiser</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/preferences/wiring.py"/>
        <source>Every setting is as it was at the first start.</source>
        <translation>Chaque paramètre est comme au premier démarrage.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/recording/bar.py"/>
        <source>Note, then Return</source>
        <translation>Note, puis Entrée</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/recording/bar.py"/>
        <source>Note for a marker</source>
        <translation>Note pour un marqueur</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/recording/bar.py"/>
        <location filename="../../../app/mien/gui/review/transport.py"/>
        <source>Set a marker</source>
        <translation>Poser un marqueur</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/recording/bar.py"/>
        <location filename="../../../app/mien/gui/review/marker_book.py"/>
        <location filename="../../../app/mien/gui/review/transport.py"/>
        <source>Marker</source>
        <translation>Marqueur</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/recording/bar.py"/>
        <location filename="../../../app/mien/gui/recording/wiring.py"/>
        <location filename="../../../app/mien/gui/review/exporting.py"/>
        <source>Stop</source>
        <translation>Arrêter</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/recording/bar.py"/>
        <source>End the recording</source>
        <translation>Terminer l’enregistrement</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/recording/bar.py"/>
        <source>Writing the rest</source>
        <translation>Écriture du reste</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/recording/bar.py"/>
        <source>State of the recording</source>
        <translation>État de l’enregistrement</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/recording/bar.py"/>
        <source>Elapsed time</source>
        <translation>Temps écoulé</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/recording/bar.py"/>
        <source>Room on the disk</source>
        <translation>Place sur le disque</translation>
    </message>
    <message numerus="yes">
        <location filename="../../../app/mien/gui/recording/bar.py"/>
        <location filename="../../../app/mien/gui/recording/desk.py"/>
        <location filename="../../../app/mien/gui/recording/recovery.py"/>
        <location filename="../../../app/mien/gui/review/recents.py"/>
        <source>{n} frames</source>
        <translation>
            <numerusform>{n} image</numerusform>
            <numerusform>{n} images</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <location filename="../../../app/mien/gui/recording/bar.py"/>
        <location filename="../../../app/mien/gui/recording/desk.py"/>
        <source>{n} skipped</source>
        <translation>
            <numerusform>{n} sautée</numerusform>
            <numerusform>{n} sautées</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <location filename="../../../app/mien/gui/recording/bar.py"/>
        <location filename="../../../app/mien/gui/recording/desk.py"/>
        <source>{n} gaps</source>
        <translation>
            <numerusform>{n} interruption</numerusform>
            <numerusform>{n} interruptions</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <location filename="../../../app/mien/gui/recording/bar.py"/>
        <source>{n} markers</source>
        <translation>
            <numerusform>{n} marqueur</numerusform>
            <numerusform>{n} marqueurs</numerusform>
        </translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/recording/bar.py"/>
        <source>{size} GB left</source>
        <translation>{size} Go libres</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/recording/count_down.py"/>
        <source>Count-down to the recording</source>
        <translation>Compte à rebours avant l’enregistrement</translation>
    </message>
    <message numerus="yes">
        <location filename="../../../app/mien/gui/recording/desk.py"/>
        <source>{n} lost</source>
        <translation>
            <numerusform>{n} perdue</numerusform>
            <numerusform>{n} perdues</numerusform>
        </translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/recording/desk.py"/>
        <source>Recorded {name}: {parts}.</source>
        <translation>{name} enregistré : {parts}.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/recording/menu.py"/>
        <source>Keep clean video</source>
        <translation>Garder la vidéo sans superpositions</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/recording/menu.py"/>
        <source>Keep annotated video</source>
        <translation>Garder la vidéo annotée</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/recording/menu.py"/>
        <source>Keep clean and annotated video</source>
        <translation>Garder les deux vidéos</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/recording/menu.py"/>
        <source>Keep numbers only, no picture</source>
        <translation>Garder seulement les nombres, aucune image</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/recording/menu.py"/>
        <location filename="../../../app/mien/gui/toolbar.py"/>
        <source>What is recorded, and where</source>
        <translation>Ce qui est enregistré, et où</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/recording/menu.py"/>
        <location filename="../../../app/mien/settings.py"/>
        <source>Blur faces</source>
        <translation>Flouter les visages</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/recording/menu.py"/>
        <source>Every face that is found is made unrecognisable; one that is never found is not</source>
        <translation>Chaque visage trouvé est rendu méconnaissable ; un visage jamais trouvé ne l’est pas</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/recording/menu.py"/>
        <source>Recordings go to {folder}…</source>
        <translation>Les enregistrements vont dans {folder}…</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/recording/menu.py"/>
        <source>{folder}: choose another folder</source>
        <translation>{folder} : choisir un autre dossier</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/recording/menu.py"/>
        <source>Begin at once</source>
        <translation>Commencer tout de suite</translation>
    </message>
    <message numerus="yes">
        <location filename="../../../app/mien/gui/recording/menu.py"/>
        <source>Begin after {n} seconds</source>
        <translation>
            <numerusform>Commencer après {n} seconde</numerusform>
            <numerusform>Commencer après {n} secondes</numerusform>
        </translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/recording/recovery.py"/>
        <source>{name} is whole again: {frames}.</source>
        <translation>{name} est de nouveau complet : {frames}.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/recording/wiring.py"/>
        <source>Before you record</source>
        <translation>Avant d’enregistrer</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/recording/wiring.py"/>
        <source>They know, record</source>
        <translation>Elles le savent, enregistrer</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/recording/wiring.py"/>
        <source>Tell the people who are shown</source>
        <translation>Prévenez les personnes montrées</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/recording/wiring.py"/>
        <source>They must know that they are recorded and what is read of their faces, before it begins.</source>
        <translation>Elles doivent savoir qu’elles sont enregistrées et ce qui est lu de leur visage, avant que cela commence.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/recording/wiring.py"/>
        <source>What is stored</source>
        <translation>Ce qui est conservé</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/recording/wiring.py"/>
        <source>The picture, and for each face its place, its landmarks, the values that are shown, the saliency map, and the name that you gave it. The arrow beside the record button can blur faces, which hides those that are found, or keep no picture: all else stays.</source>
        <translation>L’image et, pour chaque visage, sa place, ses repères, les valeurs affichées, la carte de saillance et le nom que vous lui avez donné. La flèche à côté du bouton d’enregistrement permet de flouter les visages trouvés, ou de ne garder aucune image : tout le reste demeure.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/recording/wiring.py"/>
        <source>Where it is stored</source>
        <translation>Où c’est conservé</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/recording/wiring.py"/>
        <source>In a folder of this computer and nowhere else. Nothing is sent anywhere.</source>
        <translation>Dans un dossier de cet ordinateur et nulle part ailleurs. Rien n’est envoyé.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/recording/wiring.py"/>
        <source>It can be deleted</source>
        <translation>Cela peut être supprimé</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/recording/wiring.py"/>
        <source>On the review page a session is deleted with everything in it.</source>
        <translation>Sur la page Relecture, une session est supprimée avec tout ce qu’elle contient.</translation>
    </message>
    <message numerus="yes">
        <location filename="../../../app/mien/gui/recording/wiring.py"/>
        <source>{n} recordings were cut short and can be made whole: {names}.</source>
        <translation>
            <numerusform>Un enregistrement a été interrompu et peut être rétabli : {names}.</numerusform>
            <numerusform>{n} enregistrements ont été interrompus et peuvent être rétablis : {names}.</numerusform>
        </translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/recording/wiring.py"/>
        <source>Recover</source>
        <translation>Rétablir</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/renewal.py"/>
        <source>The language changes when Mien is started the next time.</source>
        <translation>La langue changera au prochain démarrage de Mien.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/report_dialog.py"/>
        <source>Report of an error</source>
        <translation>Rapport d’erreur</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/report_dialog.py"/>
        <source>It helps whoever mends Mien. Nothing is sent: you can read it, copy it into a message, or delete it.</source>
        <translation>Il aide ceux qui réparent Mien. Rien n’est envoyé : vous pouvez le lire, le copier dans un message ou le supprimer.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/report_dialog.py"/>
        <source>The report</source>
        <translation>Le rapport</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/report_dialog.py"/>
        <source>Copy the whole text</source>
        <translation>Copier tout le texte</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/report_dialog.py"/>
        <source>Delete this report</source>
        <translation>Supprimer ce rapport</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/report_dialog.py"/>
        <source>Show folder</source>
        <translation>Afficher le dossier</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/report_dialog.py"/>
        <source>Open the folder of the log</source>
        <translation>Ouvrir le dossier du journal</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/report_dialog.py"/>
        <source>Close; the report stays</source>
        <translation>Fermer ; le rapport reste</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/report_dialog.py"/>
        <source>The report could not be deleted ({reason}).</source>
        <translation>Le rapport n’a pas pu être supprimé ({reason}).</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/report_dialog.py"/>
        <source>The report could not be read ({reason}).</source>
        <translation>Le rapport n’a pas pu être lu ({reason}).</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/deeds.py"/>
        <location filename="../../../app/mien/gui/review/transport.py"/>
        <source>Play</source>
        <translation>Lire</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/deeds.py"/>
        <source>Play, or pause</source>
        <translation>Lire ou mettre en pause</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/deeds.py"/>
        <source>Frame back</source>
        <translation>Image précédente</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/deeds.py"/>
        <source>One frame back</source>
        <translation>Une image en arrière</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/deeds.py"/>
        <source>Frame on</source>
        <translation>Image suivante</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/deeds.py"/>
        <source>One frame on</source>
        <translation>Une image en avant</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/deeds.py"/>
        <source>Second back</source>
        <translation>Seconde en arrière</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/deeds.py"/>
        <source>One second back</source>
        <translation>Une seconde en arrière</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/deeds.py"/>
        <source>Second on</source>
        <translation>Seconde en avant</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/deeds.py"/>
        <source>One second on</source>
        <translation>Une seconde en avant</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/deeds.py"/>
        <source>Marker before</source>
        <translation>Marqueur précédent</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/deeds.py"/>
        <source>Go to the marker before</source>
        <translation>Aller au marqueur précédent</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/deeds.py"/>
        <source>Next marker</source>
        <translation>Marqueur suivant</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/deeds.py"/>
        <source>Go to the next marker</source>
        <translation>Aller au marqueur suivant</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/deeds.py"/>
        <source>To the start</source>
        <translation>Au début</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/deeds.py"/>
        <source>Go to the first frame</source>
        <translation>Aller à la première image</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/deeds.py"/>
        <source>To the end</source>
        <translation>À la fin</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/deeds.py"/>
        <source>Go to the last frame</source>
        <translation>Aller à la dernière image</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/deeds.py"/>
        <source>Slower</source>
        <translation>Plus lent</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/deeds.py"/>
        <source>Play slower</source>
        <translation>Lire plus lentement</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/deeds.py"/>
        <source>Faster</source>
        <translation>Plus vite</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/deeds.py"/>
        <source>Play faster</source>
        <translation>Lire plus vite</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/deeds.py"/>
        <source>See more</source>
        <translation>Voir plus</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/deeds.py"/>
        <source>See a longer stretch</source>
        <translation>Voir une durée plus longue</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/deeds.py"/>
        <source>See all</source>
        <translation>Tout voir</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/deeds.py"/>
        <source>See the whole session</source>
        <translation>Voir toute la session</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/deeds.py"/>
        <source>See closer</source>
        <translation>Voir de plus près</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/deeds.py"/>
        <source>See a shorter stretch</source>
        <translation>Voir une durée plus courte</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/deeds.py"/>
        <source>All lanes</source>
        <translation>Toutes les pistes</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/deeds.py"/>
        <source>A lane for every expression and Action Unit</source>
        <translation>Une piste pour chaque expression et chaque unité d’action</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/deeds.py"/>
        <source>Undo</source>
        <translation>Annuler la modification</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/deeds.py"/>
        <source>Take the last change of the markers back</source>
        <translation>Annuler la dernière modification des marqueurs</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/deeds.py"/>
        <source>Redo</source>
        <translation>Rétablir la modification</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/deeds.py"/>
        <source>Do the change of the markers again</source>
        <translation>Refaire la modification des marqueurs</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/deeds.py"/>
        <source>Delete marker</source>
        <translation>Supprimer le marqueur</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/deeds.py"/>
        <source>Delete the chosen marker</source>
        <translation>Supprimer le marqueur choisi</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/deeds.py"/>
        <source>Show the values of this frame</source>
        <translation>Afficher les valeurs de cette image</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/deeds.py"/>
        <location filename="../../../app/mien/gui/review/marker_panel.py"/>
        <source>Markers</source>
        <translation>Marqueurs</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/deeds.py"/>
        <source>Show the list of markers</source>
        <translation>Afficher la liste des marqueurs</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/deeds.py"/>
        <location filename="../../../app/mien/gui/review/summary.py"/>
        <source>Summary</source>
        <translation>Résumé</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/deeds.py"/>
        <source>Show the figures of each face</source>
        <translation>Afficher les chiffres de chaque visage</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/deeds.py"/>
        <location filename="../../../app/mien/gui/review/start.py"/>
        <source>Open session…</source>
        <translation>Ouvrir une session…</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/deeds.py"/>
        <source>All sessions</source>
        <translation>Toutes les sessions</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/deeds.py"/>
        <source>Back to the list of sessions</source>
        <translation>Retour à la liste des sessions</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/deeds.py"/>
        <source>Show the folder</source>
        <translation>Afficher le dossier</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/deeds.py"/>
        <source>Show the session's files</source>
        <translation>Afficher les fichiers de la session</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/deeds.py"/>
        <location filename="../../../app/mien/gui/toolbar.py"/>
        <source>Export</source>
        <translation>Exporter</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/deeds.py"/>
        <source>Hand the session on in another format</source>
        <translation>Transmettre la session dans un autre format</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/deeds.py"/>
        <source>Save summary…</source>
        <translation>Enregistrer le résumé…</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/deeds.py"/>
        <source>Save the summary as a picture</source>
        <translation>Enregistrer le résumé comme image</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/deeds.py"/>
        <source>Delete session…</source>
        <translation>Supprimer la session…</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/deeds.py"/>
        <source>Delete all of this session</source>
        <translation>Supprimer tout de cette session</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/exporting.py"/>
        <source>The export was stopped; nothing was written.</source>
        <translation>L’export a été arrêté ; rien n’a été écrit.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/exporting.py"/>
        <source>Export: {format}</source>
        <translation>Export : {format}</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/exporting.py"/>
        <source>{name} is still being written: wait for it, then try again.</source>
        <translation>{name} est encore en cours d’écriture : attendez, puis réessayez.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/exporting.py"/>
        <source>Writing {name}…</source>
        <translation>Écriture de {name}…</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/exporting.py"/>
        <source>Written: {file}</source>
        <translation>Écrit : {file}</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/exporting.py"/>
        <source>Writing {name}: {percent}</source>
        <translation>Écriture de {name} : {percent}</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/film.py"/>
        <source>The video is damaged here: what was read of the faces is shown without it.</source>
        <translation>La vidéo est endommagée ici : ce qui a été lu des visages est montré sans elle.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/film.py"/>
        <source>The video of this session can no longer be read; what was read of the faces is still there.</source>
        <translation>La vidéo de cette session n’est plus lisible ; ce qui a été lu des visages est toujours là.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/kind_box.py"/>
        <source>Kind of the marker</source>
        <translation>Type du marqueur</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/kind_box.py"/>
        <source>Kinds of markers</source>
        <translation>Types de marqueurs</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/lanes.py"/>
        <source>Most probable expression</source>
        <translation>Expression la plus probable</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/lanes.py"/>
        <source>Smile intensity, 0 to 5</source>
        <translation>Intensité du sourire, de 0 à 5</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/marker_panel.py"/>
        <source>No marker yet. Keys 1 to 9 set one at the playhead, 0 a neutral face, I and O the beginning and end of a stimulus.</source>
        <translation>Pas encore de marqueur. Les touches 1 à 9 en posent un à la tête de lecture, 0 un visage neutre, I et O le début et la fin d’un stimulus.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/marker_panel.py"/>
        <source>Time of the marker</source>
        <translation>Instant du marqueur</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/marker_panel.py"/>
        <source>Label of the marker</source>
        <translation>Étiquette du marqueur</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/marker_panel.py"/>
        <source>Note of the marker</source>
        <translation>Note du marqueur</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/marker_panel.py"/>
        <source>Move to playhead</source>
        <translation>Déplacer ici</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/marker_panel.py"/>
        <location filename="../../../app/mien/gui/review/transport.py"/>
        <source>Time</source>
        <translation>Temps</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/marker_panel.py"/>
        <source>Kind</source>
        <translation>Type</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/marker_panel.py"/>
        <source>Label</source>
        <translation>Étiquette</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/page.py"/>
        <source>Recorded picture</source>
        <translation>Image enregistrée</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/page.py"/>
        <source>Opening {name}…</source>
        <translation>Ouverture de {name}…</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/page.py"/>
        <source>Deleting {name}…</source>
        <translation>Suppression de {name}…</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/recents.py"/>
        <source>recovered</source>
        <translation>rétabli</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/session_button.py"/>
        <location filename="../../../app/mien/gui/review/start.py"/>
        <source>Sessions</source>
        <translation>Sessions</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/session_button.py"/>
        <source>Choose a session</source>
        <translation>Choisir une session</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/session_button.py"/>
        <source>Session: {name}</source>
        <translation>Session : {name}</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/session_line.py"/>
        <source>About the session</source>
        <translation>À propos de la session</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/session_line.py"/>
        <location filename="../../../app/mien/gui/status_bar.py"/>
        <source>Skipped</source>
        <translation>Sautées</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/session_line.py"/>
        <source>Lost</source>
        <translation>Perdues</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/session_line.py"/>
        <source>Gaps</source>
        <translation>Interruptions</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/session_line.py"/>
        <source>No session is open</source>
        <translation>Aucune session n’est ouverte</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/session_line.py"/>
        <source>read by {network}</source>
        <translation>lu par {network}</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/side.py"/>
        <source>Session</source>
        <translation>Session</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/side.py"/>
        <source>Summary, scrollable</source>
        <translation>Résumé, défilable</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/start.py"/>
        <source>Nothing was recorded yet. Record on the live page, or open a session folder, or drop it here.</source>
        <translation>Rien n’a encore été enregistré. Enregistrez sur la page Direct, ouvrez un dossier de session ou déposez-le ici.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/start.py"/>
        <source>Recent sessions</source>
        <translation>Sessions récentes</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/start.py"/>
        <source>In {folder}</source>
        <translation>Dans {folder}</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/stored.py"/>
        <source>No frame was recorded in this session</source>
        <translation>Aucune image n’a été enregistrée dans cette session</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/stored.py"/>
        <source>No picture was kept, only numbers</source>
        <translation>Aucune image n’a été gardée, seulement des nombres</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/stored.py"/>
        <source>The overlays are part of this video</source>
        <translation>Les superpositions font partie de cette vidéo</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/stored.py"/>
        <location filename="../../../app/mien/gui/review/under.py"/>
        <source>No picture came here</source>
        <translation>Aucune image n’est arrivée ici</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/stored.py"/>
        <source>The picture of this frame was not kept</source>
        <translation>L’image n’a pas été gardée ici</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/summary.py"/>
        <source>No face was seen.</source>
        <translation>Aucun visage n’a été vu.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/summary.py"/>
        <source>share of time</source>
        <translation>part du temps</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/summary.py"/>
        <source>mean, peak; 0 to 5</source>
        <translation>moyenne, maximum ; 0 à 5</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/summary.py"/>
        <source>mean, peak</source>
        <translation>moyenne, maximum</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/summary.py"/>
        <source>in view {percent}</source>
        <translation>visible {percent}</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/summary.py"/>
        <source>eyes shut {percent}</source>
        <translation>yeux fermés {percent}</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/summary.py"/>
        <source>Face {number}: {values}.</source>
        <translation>Visage {number} : {values}.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/summary.py"/>
        <source>Face {number}: {in_view}; {shares}; smile {mean}, at most {peak}.</source>
        <translation>Visage {number} : {in_view} ; {shares} ; sourire {mean}, au plus {peak}.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/timeline.py"/>
        <source>Timeline</source>
        <translation>Chronologie</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/transport.py"/>
        <source>Playing</source>
        <translation>Lecture</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/transport.py"/>
        <source>Speed and jumps</source>
        <translation>Vitesse et sauts</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/transport.py"/>
        <source>Pause</source>
        <translation>Pause</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/transport.py"/>
        <source>Frame</source>
        <translation>Image</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/under.py"/>
        <source>frame {number}</source>
        <translation>image {number}</translation>
    </message>
    <message numerus="yes">
        <location filename="../../../app/mien/gui/review/under.py"/>
        <source>{n} frames skipped before this one</source>
        <translation>
            <numerusform>{n} image sautée avant celle-ci</numerusform>
            <numerusform>{n} images sautées avant celle-ci</numerusform>
        </translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/under.py"/>
        <source>Face {number}: not in view</source>
        <translation>Visage {number} : absent</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/under.py"/>
        <source>Face {number}: not read</source>
        <translation>Visage {number} : non lu</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/under.py"/>
        <source>Expression not known</source>
        <translation>Expression inconnue</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/under.py"/>
        <source>Smile {value}</source>
        <translation>Sourire {value}</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/under.py"/>
        <source>Face {number}: in view</source>
        <translation>Visage {number} : visible</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/viewer.py"/>
        <source>frame {number} of {count}</source>
        <translation>image {number} sur {count}</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/wiring.py"/>
        <source>Delete {name}?</source>
        <translation>Supprimer {name} ?</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/wiring.py"/>
        <source>All of it is deleted from the disk: video, values, saliency and markers, in {folder}. This cannot be undone.</source>
        <translation>Tout est supprimé du disque : vidéo, valeurs, saillance et marqueurs, dans {folder}. C’est irréversible.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/wiring.py"/>
        <source>Save the summary</source>
        <translation>Enregistrer le résumé</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/wiring.py"/>
        <source>Saved: {file}</source>
        <translation>Enregistré : {file}</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/wiring.py"/>
        <source>{file} could not be written.</source>
        <translation>{file} n’a pas pu être écrit.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/wiring.py"/>
        <source>{name} was deleted, all of it.</source>
        <translation>{name} a été entièrement supprimé.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/saliency_menu.py"/>
        <location filename="../../../app/mien/gui/toolbar.py"/>
        <source>Which map, and how it looks</source>
        <translation>Quelle carte, et son apparence</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/saliency_menu.py"/>
        <source>Saliency (where people would look)</source>
        <translation>Saillance (où les gens regarderaient)</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/saliency_menu.py"/>
        <source>Opacity of the map</source>
        <translation>Opacité de la carte</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/saliency_menu.py"/>
        <source>How the map looks</source>
        <translation>Apparence de la carte</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/saliency_menu.py"/>
        <source>Opacity</source>
        <translation>Opacité</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/saliency_menu.py"/>
        <location filename="../../../app/mien/settings.py"/>
        <source>Colours of saliency</source>
        <translation>Couleurs de la saillance</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/saliency_menu.py"/>
        <source>Colour map {name}</source>
        <translation>Palette {name}</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/sending/card.py"/>
        <source>Open it once more</source>
        <translation>Rouvrir</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/sending/card.py"/>
        <source>With the token, for a receiver</source>
        <translation>Avec le jeton, pour un récepteur</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/sending/card.py"/>
        <source>Copy address</source>
        <translation>Copier l’adresse</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/sending/card.py"/>
        <source>What a receiver has to know</source>
        <translation>Ce qu’un récepteur doit savoir</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/sending/card.py"/>
        <source>Copy token</source>
        <translation>Copier le jeton</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/sending/dialog.py"/>
        <source>Numbers of the faces, while they are analysed. Nothing leaves this computer unless you choose an address elsewhere. Tell the people who are shown.</source>
        <translation>Des nombres sur les visages, pendant qu’ils sont analysés. Rien ne quitte cet ordinateur sauf si vous choisissez une adresse ailleurs. Prévenez les personnes montrées.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/sending/dialog.py"/>
        <source>Live values to other programs</source>
        <translation>Valeurs en direct vers d’autres programmes</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/sending/dialog.py"/>
        <source>Ways to other programs, scrollable</source>
        <translation>Voies vers d’autres programmes, défilable</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/sending/dialog.py"/>
        <source>What is switched on goes on</source>
        <translation>Ce qui est activé continue</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/sending/wiring.py"/>
        <source>Live values go to other computers</source>
        <translation>Des valeurs en direct vont vers d’autres ordinateurs</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/sending/wiring.py"/>
        <source>Live values go to other programs</source>
        <translation>Des valeurs en direct vont vers d’autres programmes</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/sending/words.py"/>
        <source>Other computers can receive this. Nothing is encrypted: use it only in a network that you trust.</source>
        <translation>D’autres ordinateurs peuvent recevoir ceci. Rien n’est chiffré : ne l’utilisez que dans un réseau de confiance.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/sending/words.py"/>
        <source>Looking for a marker stream</source>
        <translation>Recherche d’un flux de marqueurs</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/sending/words.py"/>
        <source>Waiting for the network to be loaded</source>
        <translation>En attente du chargement du réseau</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/sending/words.py"/>
        <source>Opening…</source>
        <translation>Ouverture…</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/sending/words.py"/>
        <source>nobody listens yet</source>
        <translation>personne n’écoute encore</translation>
    </message>
    <message numerus="yes">
        <location filename="../../../app/mien/gui/sending/words.py"/>
        <source>{n} listen</source>
        <translation>
            <numerusform>{n} à l’écoute</numerusform>
            <numerusform>{n} à l’écoute</numerusform>
        </translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/sending/words.py"/>
        <source>{count} dropped</source>
        <translation>{count} perdus</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/sending/words.py"/>
        <source>{count} refused</source>
        <translation>{count} refusés</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/sending/words.py"/>
        <source>From {stream}</source>
        <translation>De {stream}</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/sending/words.py"/>
        <source>{count} recorded</source>
        <translation>{count} enregistrés</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/sending/words.py"/>
        <source>{count} came without a recording</source>
        <translation>{count} arrivés sans enregistrement</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/smile_meter.py"/>
        <source>Smile intensity</source>
        <translation>Intensité du sourire</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/smile_meter.py"/>
        <source>{value} of {most}</source>
        <translation>{value} sur {most}</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/smile_meter.py"/>
        <source>of {most}</source>
        <translation>sur {most}</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/source_desk.py"/>
        <source>No camera found, showing the demo</source>
        <translation>Aucune caméra trouvée, voici la démo</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/source_desk.py"/>
        <source>The cameras did not answer, showing the demo</source>
        <translation>Les caméras n’ont pas répondu, voici la démo</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/source_desk.py"/>
        <source>Camera</source>
        <translation>Caméra</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/source_picker.py"/>
        <source>Source: {name}</source>
        <translation>Source : {name}</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/source_picker.py"/>
        <source>Looking for cameras…</source>
        <translation>Recherche des caméras…</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/source_picker.py"/>
        <source>The cameras did not answer</source>
        <translation>Les caméras n’ont pas répondu</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/source_picker.py"/>
        <source>No camera found</source>
        <translation>Aucune caméra trouvée</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/stage.py"/>
        <source>Picture area</source>
        <translation>Zone de l’image</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/stage.py"/>
        <source>Hint</source>
        <translation>Indication</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/stage.py"/>
        <source>Information</source>
        <translation>Information</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/state.py"/>
        <source>Watch the demo</source>
        <translation>Voir la démo</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/state.py"/>
        <source>Play again</source>
        <translation>Relire</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/state.py"/>
        <source>This did not work</source>
        <translation>Cela n’a pas marché</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/state.py"/>
        <source>The source is not there</source>
        <translation>La source est absente</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/state.py"/>
        <source>The camera is in use</source>
        <translation>La caméra est occupée</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/state.py"/>
        <source>No permission</source>
        <translation>Pas d’autorisation</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/state.py"/>
        <source>No camera</source>
        <translation>Aucune caméra</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/state.py"/>
        <source>Looking for a camera</source>
        <translation>Recherche d’une caméra</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/state.py"/>
        <source>This takes a moment.</source>
        <translation>Cela prend un instant.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/state.py"/>
        <source>The last picture</source>
        <translation>La dernière image</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/state.py"/>
        <source>No face in view</source>
        <translation>Aucun visage à l’image</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/state.py"/>
        <source>Waiting for the first picture</source>
        <translation>En attente de la première image</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/state.py"/>
        <location filename="../../../app/mien/gui/status_bar.py"/>
        <source>Starting</source>
        <translation>Démarrage</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/state.py"/>
        <source>Nothing is open</source>
        <translation>Rien n’est ouvert</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/state.py"/>
        <source>Choose a camera, a file or a stream.</source>
        <translation>Choisissez une caméra, un fichier ou un flux.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/state.py"/>
        <source>The source stopped giving pictures.</source>
        <translation>La source ne fournit plus d’images.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/state.py"/>
        <source>Lost, reconnecting</source>
        <translation>Perdu, reconnexion en cours</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/state.py"/>
        <source>The source</source>
        <translation>La source</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/state.py"/>
        <source>{name} was played to its end.</source>
        <translation>{name} a été lu jusqu’au bout.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/state.py"/>
        <source>The end</source>
        <translation>Fin</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/state.py"/>
        <source>No cause is known. Try again, or choose another source.</source>
        <translation>Aucune cause n’est connue. Réessayez, ou choisissez une autre source.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/state.py"/>
        <source>The source is being closed.</source>
        <translation>La source est en cours de fermeture.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/state.py"/>
        <location filename="../../../app/mien/gui/status_bar.py"/>
        <source>Stopping</source>
        <translation>Arrêt en cours</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/state_card.py"/>
        <source>Progress</source>
        <translation>Progression</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/status_bar.py"/>
        <source>Finding faces</source>
        <translation>Recherche des visages</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/status_bar.py"/>
        <source>Cutting out</source>
        <translation>Découpe</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/status_bar.py"/>
        <source>Network</source>
        <translation>Réseau</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/status_bar.py"/>
        <source>Measuring</source>
        <translation>Mesure</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/status_bar.py"/>
        <source>Idle</source>
        <translation>Inactif</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/status_bar.py"/>
        <source>Reconnecting</source>
        <translation>Reconnexion</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/status_bar.py"/>
        <source>Ended</source>
        <translation>Terminé</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/status_bar.py"/>
        <source>Failed</source>
        <translation>Échec</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/status_bar.py"/>
        <source>Status</source>
        <translation>État général</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/status_bar.py"/>
        <source>State</source>
        <translation>État</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/status_bar.py"/>
        <source>Analysed frames a second</source>
        <translation>Images analysées par seconde</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/status_bar.py"/>
        <source>Latency</source>
        <translation>Latence</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/status_bar.py"/>
        <source>Skipped frames</source>
        <translation>Images sautées</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/status_bar.py"/>
        <source>Frozen</source>
        <translation>Figé</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/status_bar.py"/>
        <source>From capture to paint: median {median}, 95 of 100 within {p95}</source>
        <translation>De la capture à l’affichage : médiane {median}, 95 sur 100 en moins de {p95}</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/status_bar.py"/>
        <source>ONNX Runtime uses {provider}</source>
        <translation>ONNX Runtime utilise {provider}</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/status_bar.py"/>
        <source>Not known yet</source>
        <translation>Pas encore connu</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/status_bar.py"/>
        <source>Frames analysed in the last second</source>
        <translation>Images analysées durant la dernière seconde</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/status_bar.py"/>
        <source>From capture to paint</source>
        <translation>De la capture à l’affichage</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/status_bar.py"/>
        <source>Frames captured but not analysed, to stay live</source>
        <translation>Images capturées mais non analysées, pour rester en direct</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/status_bar.py"/>
        <source>{rate} really come</source>
        <translation>{rate} arrivent réellement</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/status_bar.py"/>
        <source>Pixel format {name}</source>
        <translation>Format de pixels {name}</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/status_bar.py"/>
        <source>The newest picture was captured {age} ago</source>
        <translation>La dernière image a été capturée il y a {age}</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/third_parties.py"/>
        <source>Faces are found by MediaPipe and its Face Landmarker model, copyright Google LLC and the MediaPipe authors, under the Apache License, version 2.0; both are used unchanged.</source>
        <translation>Les visages sont trouvés par MediaPipe et son modèle Face Landmarker, copyright Google LLC et les auteurs de MediaPipe, sous licence Apache, version 2.0 ; les deux sont utilisés sans modification.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/third_parties.py"/>
        <source>This copy was installed from packages. Each brought the text of its licence, which lies with it in the Python environment.</source>
        <translation>Cette copie a été installée à partir de paquets. Chacun a apporté le texte de sa licence, qui se trouve avec lui dans l’environnement Python.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/third_parties.py"/>
        <source>Back to the list of third parties</source>
        <translation>Retour à la liste des composants tiers</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/third_parties.py"/>
        <source>Back to the list</source>
        <translation>Retour à la liste</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/tick.py"/>
        <source>Smile in the history</source>
        <translation>Sourire dans l’historique</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/tick.py"/>
        <source>Draw the smile in the history</source>
        <translation>Tracer le sourire dans l’historique</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/toolbar.py"/>
        <source>Toolbar</source>
        <translation>Barre d’outils</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/toolbar.py"/>
        <source>Export the session</source>
        <translation>Exporter la session</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/toolbar.py"/>
        <source>Open</source>
        <translation>Ouvrir</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/toolbar.py"/>
        <source>Map</source>
        <translation>Carte</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/trouble.py"/>
        <source>Something went wrong inside Mien ({error}). It goes on. A report was written on this computer; nothing is sent.</source>
        <translation>Un problème est survenu dans Mien ({error}). Mien continue de tourner. Un rapport a été écrit sur cet ordinateur ; rien n’est envoyé.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/trouble.py"/>
        <source>Something went wrong inside Mien ({error}). The recording was closed, so that nothing of it is lost. A report was written on this computer; nothing is sent.</source>
        <translation>Un problème est survenu dans Mien ({error}). L’enregistrement a été clos, pour que rien n’en soit perdu. Un rapport a été écrit sur cet ordinateur ; rien n’est envoyé.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/trouble.py"/>
        <source>Something went wrong inside Mien ({error}), and no report could be written.</source>
        <translation>Un problème est survenu dans Mien ({error}), et aucun rapport n’a pu être écrit.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/trouble.py"/>
        <source>Mien ended unexpectedly the last time. A report was written on this computer; nothing is sent.</source>
        <translation>Mien s’est terminé de façon inattendue la dernière fois. Un rapport a été écrit sur cet ordinateur ; rien n’est envoyé.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/trouble.py"/>
        <source>Show report</source>
        <translation>Afficher le rapport</translation>
    </message>
    <message>
        <location filename="../../../app/mien/measures/calibration.py"/>
        <source>Too few pictures came in three seconds: wait until it runs faster, then try again.</source>
        <translation>Trop peu d’images sont arrivées en trois secondes : attendez que ce soit plus rapide, puis réessayez.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/measures/calibration.py"/>
        <source>The face was not in view all the time: stay in the picture and try again.</source>
        <translation>Le visage n’a pas été visible tout le temps : restez à l’image et réessayez.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/measures/calibration.py"/>
        <source>Look straight into the camera and try again.</source>
        <translation>Regardez droit dans la caméra et réessayez.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/measures/calibration.py"/>
        <source>Hold your head still for three seconds and try again.</source>
        <translation>Gardez la tête immobile trois secondes et réessayez.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/measures/calibration.py"/>
        <source>Keep your face at rest for three seconds and try again.</source>
        <translation>Gardez le visage au repos trois secondes et réessayez.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/measures/calibration.py"/>
        <source>Let your face rest without a smile and try again.</source>
        <translation>Relâchez le visage sans sourire et réessayez.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/measures/calibration.py"/>
        <source>The network does not read this face: nothing can be calibrated.</source>
        <translation>Le réseau ne lit pas ce visage : rien ne peut être étalonné.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/measures/observer.py"/>
        <source>Still pictures cannot be calibrated: open a camera or a video.</source>
        <translation>Des images fixes ne peuvent pas être étalonnées : ouvrez une caméra ou une vidéo.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/measures/observer.py"/>
        <source>The face was lost: try again once it is in view.</source>
        <translation>Le visage a été perdu : réessayez dès qu’il est visible.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/measures/profiles.py"/>
        <source>The profile {name} cannot be kept ({why}): make room or change who may write.</source>
        <translation>Le profil {name} ne peut pas être enregistré ({why}) : libérez de la place ou changez les droits d’écriture.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/measures/profiles.py"/>
        <source>The profile {name} was made with another network: calibrate this person again.</source>
        <translation>Le profil {name} a été fait avec un autre réseau : étalonnez de nouveau cette personne.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/measures/profiles.py"/>
        <source>The profile {name} cannot be deleted ({why}).</source>
        <translation>Le profil {name} ne peut pas être supprimé ({why}).</translation>
    </message>
    <message>
        <location filename="../../../app/mien/measures/profiles.py"/>
        <source>A profile cannot be called so: use letters, digits and spaces.</source>
        <translation>Un profil ne peut pas s’appeler ainsi : utilisez des lettres, des chiffres et des espaces.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/measures/profiles.py"/>
        <source>The profile {name} cannot be read ({why}).</source>
        <translation>Le profil {name} ne peut pas être lu ({why}).</translation>
    </message>
    <message>
        <location filename="../../../app/mien/measures/profiles.py"/>
        <source>The profile {name} is damaged or made by hand: delete it and calibrate again.</source>
        <translation>Le profil {name} est endommagé ou fait à la main : supprimez-le et étalonnez de nouveau.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/measures/quality.py"/>
        <source>The face is blurred: hold still, or set the camera's focus.</source>
        <translation>Le visage est flou : ne bougez pas, ou réglez la mise au point de la caméra.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/measures/quality.py"/>
        <source>The face is too dark: put a light in front of it.</source>
        <translation>Le visage est trop sombre : placez une lumière devant.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/measures/quality.py"/>
        <source>The face is too bright: take away light, or lower the camera's exposure.</source>
        <translation>Le visage est trop clair : réduisez la lumière ou l’exposition de la caméra.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/measures/quality.py"/>
        <source>Parts of the face are pure black or white: the light is too hard.</source>
        <translation>Des parties du visage sont toutes noires ou toutes blanches : la lumière est trop dure.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/measures/quality.py"/>
        <source>The face is too small: come closer to the camera.</source>
        <translation>Le visage est trop petit : rapprochez-vous de la caméra.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/measures/quality.py"/>
        <source>The head is turned too far away from the camera.</source>
        <translation>La tête est trop détournée de la caméra.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/measures/quality.py"/>
        <source>Part of the face is outside the picture.</source>
        <translation>Une partie du visage est hors de l’image.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/measures/quality.py"/>
        <source>Part of the face seems to be covered.</source>
        <translation>Une partie du visage semble cachée.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/measures/quality.py"/>
        <source>Blurred</source>
        <translation>Flou</translation>
    </message>
    <message>
        <location filename="../../../app/mien/measures/quality.py"/>
        <source>Too dark</source>
        <translation>Trop sombre</translation>
    </message>
    <message>
        <location filename="../../../app/mien/measures/quality.py"/>
        <source>Too bright</source>
        <translation>Trop clair</translation>
    </message>
    <message>
        <location filename="../../../app/mien/measures/quality.py"/>
        <source>Hard light</source>
        <translation>Lumière dure</translation>
    </message>
    <message>
        <location filename="../../../app/mien/measures/quality.py"/>
        <source>Too small</source>
        <translation>Trop petit</translation>
    </message>
    <message>
        <location filename="../../../app/mien/measures/quality.py"/>
        <source>Turned away</source>
        <translation>Détourné</translation>
    </message>
    <message>
        <location filename="../../../app/mien/measures/quality.py"/>
        <source>Cut off</source>
        <translation>Coupé</translation>
    </message>
    <message>
        <location filename="../../../app/mien/measures/quality.py"/>
        <source>Covered</source>
        <translation>Caché</translation>
    </message>
    <message>
        <location filename="../../../app/mien/network/card_file.py"/>
        <source>This ONNX file is another network: it carries no Mien card.</source>
        <translation>Ce fichier ONNX est un autre réseau : il n’a pas de fiche Mien.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/network/card_file.py"/>
        <source>The card in this ONNX file is not complete: {problems}.</source>
        <translation>La fiche de ce fichier ONNX n’est pas complète : {problems}.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/network/failure.py"/>
        <source>{name} cannot be used: {problems}; and {count} more. 'mien network {name}' lists all.</source>
        <translation>{name} ne peut pas être utilisé : {problems} ; et {count} autres. « mien network {name} » les liste tous.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/network/failure.py"/>
        <source>{name} cannot be used: {problems}.</source>
        <translation>{name} ne peut pas être utilisé : {problems}.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/network/nvidia.py"/>
        <source>No NVIDIA GPU was found.</source>
        <translation>Aucun GPU NVIDIA n’a été trouvé.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/network/nvidia.py"/>
        <source>There is an NVIDIA GPU, but its driver is not installed.</source>
        <translation>Un GPU NVIDIA est présent, mais son pilote n’est pas installé.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/network/nvidia.py"/>
        <source>The NVIDIA driver does not answer: restart the computer.</source>
        <translation>Le pilote NVIDIA ne répond pas : redémarrez l’ordinateur.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/network/nvidia.py"/>
        <source>The NVIDIA driver lists no GPU: it may be lent to another system or too old.</source>
        <translation>Le pilote NVIDIA n’indique aucun GPU : il est peut-être prêté à un autre système ou trop ancien.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/network/nvidia.py"/>
        <source>The NVIDIA driver can do CUDA {had}, but CUDA {needed} is needed: update it.</source>
        <translation>Le pilote NVIDIA permet CUDA {had}, mais CUDA {needed} est nécessaire : mettez-le à jour.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/network/nvidia.py"/>
        <source>There is an NVIDIA GPU, but {name} is missing: it comes with CUDA {cuda} and cuDNN {cudnn}.</source>
        <translation>Un GPU NVIDIA est présent, mais {name} manque : il vient avec CUDA {cuda} et cuDNN {cudnn}.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/network/nvidia.py"/>
        <source>The GPU's memory is full: {free} of {total} MB are free, and about {needed} MB are needed. Close another program that uses the GPU.</source>
        <translation>La mémoire du GPU est pleine : {free} Mo libres sur {total}, et environ {needed} Mo sont nécessaires. Fermez un autre programme qui utilise le GPU.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/network/own.py"/>
        <source>The network {name} was stopped: {reason}.</source>
        <translation>Le réseau {name} a été arrêté : {reason}.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/network/providers.py"/>
        <source>The network runs on the CPU.</source>
        <translation>Le réseau tourne sur le processeur.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/network/providers.py"/>
        <source>This ONNX Runtime was built without CUDA.</source>
        <translation>Cet ONNX Runtime a été compilé sans CUDA.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/network/providers.py"/>
        <source>CUDA could not be started, although driver, libraries and free memory are there: the log may say more.</source>
        <translation>CUDA n’a pas pu être démarré, bien que pilote, bibliothèques et mémoire libre soient là : le journal en dit peut-être plus.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/network/providers.py"/>
        <source>The GPU stopped answering, so the network runs on the CPU from here on; nothing was lost. Once the GPU is back, choose it again on the diagnostics page.</source>
        <translation>Le GPU ne répond plus, le réseau tourne donc désormais sur le processeur ; rien n’a été perdu. Quand le GPU sera revenu, choisissez-le de nouveau sur la page de diagnostic.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/network/providers.py"/>
        <source>There is no device '{device}': choose auto, {devices}.</source>
        <translation>Il n’y a pas d’appareil « {device} » : choisissez auto, {devices}.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/network/providers.py"/>
        <source>This ONNX Runtime cannot use '{device}': choose another device, or install a build that can.</source>
        <translation>Cet ONNX Runtime ne peut pas utiliser « {device} » : choisissez un autre appareil, ou installez une version qui le peut.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/network/providers.py"/>
        <source>{providers} could not be started, so the network runs on the CPU.</source>
        <translation>{providers} n’a pas pu être démarré, le réseau tourne donc sur le processeur.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/network/providers.py"/>
        <source>To mend it: {command}</source>
        <translation>Pour y remédier : {command}</translation>
    </message>
    <message>
        <location filename="../../../app/mien/network/session.py"/>
        <source>The network {file} cannot be read: {reason}.</source>
        <translation>Le réseau {file} ne peut pas être lu : {reason}.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/network/session.py"/>
        <source>{name} keeps its weights in another file: export it as one file.</source>
        <translation>{name} garde ses poids dans un autre fichier : exportez-le en un seul.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/network/session.py"/>
        <source>{name} needs an operator that ONNX Runtime does not have: export it for another opset.</source>
        <translation>{name} a besoin d’un opérateur qu’ONNX Runtime n’a pas : exportez-le pour un autre opset.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/network/session.py"/>
        <source>{name} is damaged or no ONNX network; choose another file or install Mien anew.</source>
        <translation>{name} est endommagé ou n’est pas un réseau ONNX ; choisissez un autre fichier ou réinstallez Mien.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/outlets/extras.py"/>
        <source>This needs {module}, which is not installed: run pip install 'mien[{extra}]'.</source>
        <translation>Il faut pour cela {module}, qui n’est pas installé : lancez pip install 'mien[{extra}]'.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/outlets/lsl.py"/>
        <source>Streams {faces} and {markers}</source>
        <translation>Flux {faces} et {markers}</translation>
    </message>
    <message>
        <location filename="../../../app/mien/outlets/lsl_library.py"/>
        <source>Lab Streaming Layer is already in use with another reach: start Mien anew.</source>
        <translation>Lab Streaming Layer est déjà utilisé avec une autre portée : redémarrez Mien.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/outlets/lsl_markers.py"/>
        <source>A stream's name cannot hold both kinds of quotes: {stream}</source>
        <translation>Le nom d’un flux ne peut pas contenir les deux sortes de guillemets : {stream}</translation>
    </message>
    <message>
        <location filename="../../../app/mien/outlets/osc.py"/>
        <source>The host {host} for OSC is not known: check its name.</source>
        <translation>L’hôte {host} pour OSC est inconnu : vérifiez son nom.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/outlets/peers.py"/>
        <source>The WebSocket could not be started; the log says more.</source>
        <translation>Le WebSocket n’a pas pu être démarré ; le journal en dit plus.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/outlets/peers.py"/>
        <source>The WebSocket cannot listen on {host}:{port} ({reason}): choose another port.</source>
        <translation>Le WebSocket ne peut pas écouter sur {host}:{port} ({reason}) : choisissez un autre port.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/outlets/virtual_camera.py"/>
        <source>There is no virtual camera: install OBS Studio, which brings one.</source>
        <translation>Il n’y a pas de caméra virtuelle : installez OBS Studio, qui en apporte une.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/outlets/virtual_camera.py"/>
        <source>There is no virtual camera: install OBS Studio and start its virtual camera once.</source>
        <translation>Il n’y a pas de caméra virtuelle : installez OBS Studio et démarrez une fois sa caméra virtuelle.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/outlets/virtual_camera.py"/>
        <source>There is no virtual camera: install v4l2loopback (on Debian or Ubuntu: sudo apt install v4l2loopback-dkms), then run sudo modprobe v4l2loopback exclusive_caps=1 card_label=Mien.</source>
        <translation>Il n’y a pas de caméra virtuelle : installez v4l2loopback (sur Debian ou Ubuntu : sudo apt install v4l2loopback-dkms), puis lancez sudo modprobe v4l2loopback exclusive_caps=1 card_label=Mien.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/outlets/virtual_camera.py"/>
        <source>The virtual camera cannot be used ({reason}).</source>
        <translation>La caméra virtuelle ne peut pas être utilisée ({reason}).</translation>
    </message>
    <message>
        <location filename="../../../app/mien/overlays/__init__.py"/>
        <source>Saliency map: where people would look, which guides the network</source>
        <translation>Carte de saillance : où les gens regarderaient, ce qui guide le réseau</translation>
    </message>
    <message>
        <location filename="../../../app/mien/overlays/__init__.py"/>
        <source>Evidence</source>
        <translation>Indices</translation>
    </message>
    <message>
        <location filename="../../../app/mien/overlays/__init__.py"/>
        <source>Evidence map: which places speak for a value, and which against it</source>
        <translation>Carte des indices : quels endroits plaident pour une valeur, et lesquels contre</translation>
    </message>
    <message>
        <location filename="../../../app/mien/overlays/__init__.py"/>
        <location filename="../../../app/mien/settings.py"/>
        <source>Landmarks</source>
        <translation>Repères</translation>
    </message>
    <message>
        <location filename="../../../app/mien/overlays/__init__.py"/>
        <source>Landmarks: face oval, eyes, irises, brows, nose and lips</source>
        <translation>Repères : ovale du visage, yeux, iris, sourcils, nez et lèvres</translation>
    </message>
    <message>
        <location filename="../../../app/mien/overlays/__init__.py"/>
        <location filename="../../../app/mien/settings.py"/>
        <source>Box</source>
        <translation>Cadre</translation>
    </message>
    <message>
        <location filename="../../../app/mien/overlays/__init__.py"/>
        <source>Box and number of each face</source>
        <translation>Cadre et numéro de chaque visage</translation>
    </message>
    <message>
        <location filename="../../../app/mien/overlays/__init__.py"/>
        <source>Expression: what each face looks like most</source>
        <translation>Expression : à quoi chaque visage ressemble le plus</translation>
    </message>
    <message>
        <location filename="../../../app/mien/overlays/__init__.py"/>
        <source>Smile intensity beside each face, 0 to 5</source>
        <translation>Intensité du sourire à côté de chaque visage, de 0 à 5</translation>
    </message>
    <message>
        <location filename="../../../app/mien/overlays/__init__.py"/>
        <source>Action Units: the strongest three beside the main face</source>
        <translation>Unités d’action : les trois plus fortes à côté du visage principal</translation>
    </message>
    <message>
        <location filename="../../../app/mien/overlays/box.py"/>
        <source>{face}: {reason}</source>
        <translation>{face} : {reason}</translation>
    </message>
    <message>
        <location filename="../../../app/mien/overlays/evidence.py"/>
        <source>against</source>
        <translation>contre</translation>
    </message>
    <message>
        <location filename="../../../app/mien/overlays/evidence.py"/>
        <source>for</source>
        <translation>pour</translation>
    </message>
    <message>
        <location filename="../../../app/mien/overlays/evidence.py"/>
        <source>Evidence for each likeliest expression</source>
        <translation>Indices pour chaque expression la plus probable</translation>
    </message>
    <message>
        <location filename="../../../app/mien/overlays/facs.py"/>
        <source>Inner brow raiser</source>
        <translation>Sourcils int. levés</translation>
    </message>
    <message>
        <location filename="../../../app/mien/overlays/facs.py"/>
        <source>Outer brow raiser</source>
        <translation>Sourcils ext. levés</translation>
    </message>
    <message>
        <location filename="../../../app/mien/overlays/facs.py"/>
        <source>Brow lowerer</source>
        <translation>Sourcils abaissés</translation>
    </message>
    <message>
        <location filename="../../../app/mien/overlays/facs.py"/>
        <source>Upper lid raiser</source>
        <translation>Paupières sup. levées</translation>
    </message>
    <message>
        <location filename="../../../app/mien/overlays/facs.py"/>
        <source>Cheek raiser</source>
        <translation>Joues remontées</translation>
    </message>
    <message>
        <location filename="../../../app/mien/overlays/facs.py"/>
        <source>Lid tightener</source>
        <translation>Paupières tendues</translation>
    </message>
    <message>
        <location filename="../../../app/mien/overlays/facs.py"/>
        <source>Nose wrinkler</source>
        <translation>Nez plissé</translation>
    </message>
    <message>
        <location filename="../../../app/mien/overlays/facs.py"/>
        <source>Upper lip raiser</source>
        <translation>Lèvre sup. relevée</translation>
    </message>
    <message>
        <location filename="../../../app/mien/overlays/facs.py"/>
        <source>Nasolabial deepener</source>
        <translation>Sillon nasolabial</translation>
    </message>
    <message>
        <location filename="../../../app/mien/overlays/facs.py"/>
        <source>Lip corner puller</source>
        <translation>Commissures étirées</translation>
    </message>
    <message>
        <location filename="../../../app/mien/overlays/facs.py"/>
        <source>Dimpler</source>
        <translation>Fossettes</translation>
    </message>
    <message>
        <location filename="../../../app/mien/overlays/facs.py"/>
        <source>Lip corner depressor</source>
        <translation>Commissures basses</translation>
    </message>
    <message>
        <location filename="../../../app/mien/overlays/facs.py"/>
        <source>Lower lip depressor</source>
        <translation>Lèvre inf. abaissée</translation>
    </message>
    <message>
        <location filename="../../../app/mien/overlays/facs.py"/>
        <source>Chin raiser</source>
        <translation>Menton relevé</translation>
    </message>
    <message>
        <location filename="../../../app/mien/overlays/facs.py"/>
        <source>Lip pucker</source>
        <translation>Lèvres froncées</translation>
    </message>
    <message>
        <location filename="../../../app/mien/overlays/facs.py"/>
        <source>Lip stretcher</source>
        <translation>Lèvres étirées</translation>
    </message>
    <message>
        <location filename="../../../app/mien/overlays/facs.py"/>
        <source>Neck tightener</source>
        <translation>Cou tendu</translation>
    </message>
    <message>
        <location filename="../../../app/mien/overlays/facs.py"/>
        <source>Lip funneler</source>
        <translation>Lèvres en entonnoir</translation>
    </message>
    <message>
        <location filename="../../../app/mien/overlays/facs.py"/>
        <source>Lip tightener</source>
        <translation>Lèvres tendues</translation>
    </message>
    <message>
        <location filename="../../../app/mien/overlays/facs.py"/>
        <source>Lip pressor</source>
        <translation>Lèvres pressées</translation>
    </message>
    <message>
        <location filename="../../../app/mien/overlays/facs.py"/>
        <source>Lips part</source>
        <translation>Lèvres entrouvertes</translation>
    </message>
    <message>
        <location filename="../../../app/mien/overlays/facs.py"/>
        <source>Jaw drop</source>
        <translation>Mâchoire abaissée</translation>
    </message>
    <message>
        <location filename="../../../app/mien/overlays/facs.py"/>
        <source>Mouth stretch</source>
        <translation>Bouche très ouverte</translation>
    </message>
    <message>
        <location filename="../../../app/mien/overlays/facs.py"/>
        <source>Lip suck</source>
        <translation>Lèvres rentrées</translation>
    </message>
    <message>
        <location filename="../../../app/mien/overlays/facs.py"/>
        <source>Eyes closed</source>
        <translation>Yeux fermés</translation>
    </message>
    <message>
        <location filename="../../../app/mien/overlays/facs.py"/>
        <source>Blink</source>
        <translation>Clignement</translation>
    </message>
    <message>
        <location filename="../../../app/mien/overlays/facs.py"/>
        <source>Lifts the inner ends of the brows; the forehead folds in its middle. Frontalis.</source>
        <translation>Lève les extrémités internes des sourcils ; le front se plisse au milieu. Frontal.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/overlays/facs.py"/>
        <source>Lifts the outer ends of the brows into an arch. Frontalis, outer part.</source>
        <translation>Lève les extrémités externes des sourcils en arc. Frontal, partie externe.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/overlays/facs.py"/>
        <source>Pulls the brows down and together; folds stand between them. Corrugator.</source>
        <translation>Abaisse et rapproche les sourcils ; des plis se forment entre eux. Corrugateur.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/overlays/facs.py"/>
        <source>Raises the upper lids, so that more white shows. Levator palpebrae.</source>
        <translation>Lève les paupières supérieures, laissant voir plus de blanc. Releveur de la paupière.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/overlays/facs.py"/>
        <source>Lifts the cheeks and gathers the skin around the eyes. Orbicularis oculi.</source>
        <translation>Remonte les joues et resserre la peau autour des yeux. Orbiculaire de l’œil.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/overlays/facs.py"/>
        <source>Tightens the lids and narrows the eyes. Orbicularis oculi, inner part.</source>
        <translation>Tend les paupières et rétrécit les yeux. Orbiculaire de l’œil, partie interne.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/overlays/facs.py"/>
        <source>Wrinkles the nose along its sides and draws the brows down. Levator labii.</source>
        <translation>Plisse les côtés du nez et abaisse les sourcils. Releveur de la lèvre.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/overlays/facs.py"/>
        <source>Lifts the upper lip in its middle; the folds beside the nose deepen. Levator.</source>
        <translation>Lève le milieu de la lèvre supérieure ; les plis à côté du nez se creusent. Releveur.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/overlays/facs.py"/>
        <source>Deepens the upper part of the folds beside the nose. Zygomaticus minor.</source>
        <translation>Creuse le haut des plis à côté du nez. Petit zygomatique.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/overlays/facs.py"/>
        <source>Pulls the corners of the lips up and back, as in a smile. Zygomaticus major.</source>
        <translation>Tire les coins des lèvres vers le haut et l’arrière, comme en souriant. Grand zygomatique.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/overlays/facs.py"/>
        <source>Presses the corners of the lips inward, so that they dimple. Buccinator.</source>
        <translation>Presse les coins des lèvres vers l’intérieur, creusant des fossettes. Buccinateur.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/overlays/facs.py"/>
        <source>Draws the corners of the lips down. Depressor anguli oris.</source>
        <translation>Tire les coins des lèvres vers le bas. Abaisseur de l’angle de la bouche.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/overlays/facs.py"/>
        <source>Draws the lower lip down and flattens the chin. Depressor labii inferioris.</source>
        <translation>Abaisse la lèvre inférieure et aplatit le menton. Abaisseur de la lèvre inférieure.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/overlays/facs.py"/>
        <source>Pushes the chin and the lower lip up; the chin wrinkles. Mentalis.</source>
        <translation>Pousse le menton et la lèvre inférieure vers le haut ; le menton se plisse. Mentonnier.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/overlays/facs.py"/>
        <source>Draws the lips together to a small round. Incisivii labii.</source>
        <translation>Rapproche les lèvres en un petit rond. Incisifs labiaux.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/overlays/facs.py"/>
        <source>Stretches the lips straight back towards the ears. Risorius.</source>
        <translation>Étire les lèvres droit vers les oreilles. Risorius.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/overlays/facs.py"/>
        <source>Tightens the skin of the neck. Platysma. It has no landmarks to be lit.</source>
        <translation>Tend la peau du cou. Platysma. Aucun repère ne peut y être allumé.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/overlays/facs.py"/>
        <source>Pushes the lips out like a funnel. Orbicularis oris.</source>
        <translation>Avance les lèvres en entonnoir. Orbiculaire de la bouche.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/overlays/facs.py"/>
        <source>Tightens the lips, which become narrower. Orbicularis oris.</source>
        <translation>Tend les lèvres, qui s’amincissent. Orbiculaire de la bouche.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/overlays/facs.py"/>
        <source>Presses the lips together without pushing the chin up. Orbicularis oris.</source>
        <translation>Presse les lèvres l’une contre l’autre sans relever le menton. Orbiculaire de la bouche.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/overlays/facs.py"/>
        <source>Parts the lips, with the teeth together or not.</source>
        <translation>Sépare les lèvres, dents serrées ou non.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/overlays/facs.py"/>
        <source>Lets the jaw drop as its muscles relax.</source>
        <translation>Laisse tomber la mâchoire, ses muscles se relâchant.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/overlays/facs.py"/>
        <source>Pulls the jaw down, so that the mouth stands wide open. Pterygoids, digastric.</source>
        <translation>Tire la mâchoire vers le bas, bouche grande ouverte. Ptérygoïdiens, digastrique.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/overlays/facs.py"/>
        <source>Sucks the lips into the mouth. Orbicularis oris.</source>
        <translation>Rentre les lèvres dans la bouche. Orbiculaire de la bouche.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/overlays/facs.py"/>
        <source>Closes the eyes for half a second or longer.</source>
        <translation>Ferme les yeux une demi-seconde ou plus.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/overlays/facs.py"/>
        <source>Closes the eyes and opens them again at once.</source>
        <translation>Ferme les yeux et les rouvre aussitôt.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/overlays/facs.py"/>
        <source>trace</source>
        <translation>trace</translation>
    </message>
    <message>
        <location filename="../../../app/mien/overlays/facs.py"/>
        <source>slight</source>
        <translation>léger</translation>
    </message>
    <message>
        <location filename="../../../app/mien/overlays/facs.py"/>
        <source>marked</source>
        <translation>marqué</translation>
    </message>
    <message>
        <location filename="../../../app/mien/overlays/facs.py"/>
        <source>severe</source>
        <translation>très marqué</translation>
    </message>
    <message>
        <location filename="../../../app/mien/overlays/facs.py"/>
        <source>maximum</source>
        <translation>maximal</translation>
    </message>
    <message>
        <location filename="../../../app/mien/overlays/saliency.py"/>
        <source>low</source>
        <translation>faible</translation>
    </message>
    <message>
        <location filename="../../../app/mien/overlays/saliency.py"/>
        <source>high</source>
        <translation>fort</translation>
    </message>
    <message>
        <location filename="../../../app/mien/overlays/values.py"/>
        <source>Happiness</source>
        <translation>Joie</translation>
    </message>
    <message>
        <location filename="../../../app/mien/overlays/values.py"/>
        <source>Surprise</source>
        <translation>Surprise</translation>
    </message>
    <message>
        <location filename="../../../app/mien/overlays/values.py"/>
        <source>Sadness</source>
        <translation>Tristesse</translation>
    </message>
    <message>
        <location filename="../../../app/mien/overlays/values.py"/>
        <source>Anger</source>
        <translation>Colère</translation>
    </message>
    <message>
        <location filename="../../../app/mien/overlays/values.py"/>
        <source>Disgust</source>
        <translation>Dégoût</translation>
    </message>
    <message>
        <location filename="../../../app/mien/overlays/values.py"/>
        <source>Fear</source>
        <translation>Peur</translation>
    </message>
    <message>
        <location filename="../../../app/mien/overlays/values.py"/>
        <source>Contempt</source>
        <translation>Mépris</translation>
    </message>
    <message>
        <location filename="../../../app/mien/record/codecs.py"/>
        <source>This system has no H.264 encoder that works: choose MPEG-4, which every system can write.</source>
        <translation>Ce système n’a pas d’encodeur H.264 qui fonctionne : choisissez MPEG-4, que tout système peut écrire.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/record/deletion.py"/>
        <source>{folder} is no session folder: nothing was deleted.</source>
        <translation>{folder} n’est pas un dossier de session : rien n’a été supprimé.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/record/deletion.py"/>
        <source>{folder} could not be deleted wholly ({reason}): close what uses it and try again.</source>
        <translation>{folder} n’a pas pu être entièrement supprimé ({reason}) : fermez ce qui l’utilise et réessayez.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/record/deletion.py"/>
        <source>{folder} is no session: nothing was deleted.</source>
        <translation>{folder} n’est pas une session : rien n’a été supprimé.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/record/deletion.py"/>
        <source>{folder} holds the folder {name}, which is not Mien's: move it away first.</source>
        <translation>{folder} contient le dossier {name}, qui n’est pas de Mien : déplacez-le d’abord.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/record/deletion.py"/>
        <location filename="../../../app/mien/record/recover.py"/>
        <location filename="../../../app/mien/record/session.py"/>
        <source>{name} is being recorded just now: stop the recording first.</source>
        <translation>{name} est en cours d’enregistrement : arrêtez d’abord l’enregistrement.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/record/layout.py"/>
        <source>{name} in {folder} is no plain file: take it away to open the rest.</source>
        <translation>{name} dans {folder} n’est pas un fichier ordinaire : retirez-le pour ouvrir le reste.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/record/layout.py"/>
        <source>{name} in {folder} cannot be read ({reason}).</source>
        <translation>{name} dans {folder} ne peut pas être lu ({reason}).</translation>
    </message>
    <message>
        <location filename="../../../app/mien/record/lines.py"/>
        <source>{file} in {folder} is damaged ({why}): take it from a backup, or keep what is whole before the damage with 'mien recover' on a copy.</source>
        <translation>{file} dans {folder} est endommagé ({why}) : reprenez-le d’une sauvegarde, ou gardez ce qui est intact avant le dommage avec « mien recover » sur une copie.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/record/manifest.py"/>
        <source>The session's date lies outside the calendar.</source>
        <translation>La date de la session est hors du calendrier.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/record/manifest.py"/>
        <source>{folder} is no session: it has no {file}.</source>
        <translation>{folder} n’est pas une session : il n’y a pas de {file}.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/record/manifest.py"/>
        <source>{name} was recorded by a newer Mien (format {version}, this one reads up to {schema}): update Mien to open it.</source>
        <translation>{name} a été enregistré par un Mien plus récent (format {version}, celui-ci lit jusqu’à {schema}) : mettez Mien à jour pour l’ouvrir.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/record/manifest.py"/>
        <source>{file} in {folder} is damaged or made by hand: '{place}' cannot be used.</source>
        <translation>{file} dans {folder} est endommagé ou fait à la main : « {place} » est inutilisable.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/record/manifest.py"/>
        <source>{file} in {folder} is damaged: copy it back from a backup.</source>
        <translation>{file} dans {folder} est endommagé : recopiez-le depuis une sauvegarde.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/record/manifest.py"/>
        <location filename="../../../app/mien/record/markers.py"/>
        <location filename="../../../app/mien/record/tables.py"/>
        <source>{path} cannot be read ({reason}).</source>
        <translation>{path} ne peut pas être lu ({reason}).</translation>
    </message>
    <message>
        <location filename="../../../app/mien/record/markers.py"/>
        <source>{file} in {folder} is too large to be one of Mien's.</source>
        <translation>{file} dans {folder} est trop gros pour être de Mien.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/record/markers.py"/>
        <source>Line {number} of {file} in {folder} is damaged: mend it or take it away.</source>
        <translation>La ligne {number} de {file} dans {folder} est endommagée : réparez-la ou retirez-la.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/record/markers.py"/>
        <source>The markers in {folder} cannot be saved ({reason}): check that you may write there and that there is room.</source>
        <translation>Les marqueurs dans {folder} ne peuvent pas être enregistrés ({reason}) : vérifiez que vous pouvez y écrire et qu’il y a de la place.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/record/progress.py"/>
        <source>The folder {folder} is gone, or its disk was taken away: the recording ended.</source>
        <translation>Le dossier {folder} a disparu, ou son disque a été retiré : l’enregistrement s’est terminé.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/record/progress.py"/>
        <source>{folder} could no longer be written ({reason}): the recording ended.</source>
        <translation>{folder} n’était plus accessible en écriture ({reason}) : l’enregistrement s’est terminé.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/record/progress.py"/>
        <source>The recording ended unexpectedly; what came before is kept, and the log says more.</source>
        <translation>L’enregistrement s’est terminé de façon inattendue ; ce qui précède est gardé, et le journal en dit plus.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/record/progress.py"/>
        <source>The disk of {folder} is full: the recording ended there; make room for the next one.</source>
        <translation>Le disque de {folder} est plein : l’enregistrement s’y est terminé ; libérez de la place pour le suivant.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/record/recover.py"/>
        <source>The recording was cut short and recovered.</source>
        <translation>L’enregistrement a été interrompu puis rétabli.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/record/recover.py"/>
        <source>There is no recording {folder}: check the path.</source>
        <translation>Il n’y a pas d’enregistrement {folder} : vérifiez le chemin.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/record/recover.py"/>
        <source>{folder} cannot be written ({reason}): copy it to a disk with room where you may write, and recover the copy.</source>
        <translation>Impossible d’écrire dans {folder} ({reason}) : copiez-le sur un disque où il y a de la place et où vous pouvez écrire, puis rétablissez la copie.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/record/recover.py"/>
        <source>No picture of {name} had reached the disk.</source>
        <translation>Aucune image de {name} n’était arrivée sur le disque.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/record/recover.py"/>
        <source>{folder} cannot be renamed ({reason}): its files are whole, rename it by hand.</source>
        <translation>{folder} ne peut pas être renommé ({reason}) : ses fichiers sont intacts, renommez-le à la main.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/record/resume.py"/>
        <source>{name} is being written just now: wait for it, or stop it first.</source>
        <translation>{name} est en cours d’écriture : attendez, ou arrêtez d’abord.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/record/resume.py"/>
        <source>{folder} cannot be written ({reason}).</source>
        <translation>Impossible d’écrire dans {folder} ({reason}).</translation>
    </message>
    <message>
        <location filename="../../../app/mien/record/resume.py"/>
        <source>{folder} has no {file}: delete it to begin anew.</source>
        <translation>{folder} n’a pas de {file} : supprimez-le pour recommencer.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/record/session.py"/>
        <source>There is no session folder {folder}: check the path.</source>
        <translation>Il n’y a pas de dossier de session {folder} : vérifiez le chemin.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/record/session.py"/>
        <source>The recording of {name} was cut short: run 'mien recover "{folder}"' first.</source>
        <translation>L’enregistrement de {name} a été interrompu : lancez d’abord mien recover "{folder}".</translation>
    </message>
    <message>
        <location filename="../../../app/mien/record/tables.py"/>
        <source>{folder} has no {file}: it is no whole session.</source>
        <translation>{folder} n’a pas de {file} : ce n’est pas une session complète.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/record/writing.py"/>
        <source>{folder} cannot be written ({reason}): choose another folder for the recording, or make room there.</source>
        <translation>Impossible d’écrire dans {folder} ({reason}) : choisissez un autre dossier pour l’enregistrement, ou libérez de la place.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/settings.py"/>
        <source>Theme</source>
        <translation>Thème</translation>
    </message>
    <message>
        <location filename="../../../app/mien/settings.py"/>
        <source>Dark or light, or as the desktop has it.</source>
        <translation>Sombre ou clair, ou selon le bureau.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/settings.py"/>
        <source>As the system</source>
        <translation>Comme le système</translation>
    </message>
    <message>
        <location filename="../../../app/mien/settings.py"/>
        <source>Light</source>
        <translation>Clair</translation>
    </message>
    <message>
        <location filename="../../../app/mien/settings.py"/>
        <source>Dark</source>
        <translation>Sombre</translation>
    </message>
    <message>
        <location filename="../../../app/mien/settings.py"/>
        <source>Language</source>
        <translation>Langue</translation>
    </message>
    <message>
        <location filename="../../../app/mien/settings.py"/>
        <source>All words of the window; recordings and exports are always in English.</source>
        <translation>Tous les mots de la fenêtre ; enregistrements et exports sont toujours en anglais.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/settings.py"/>
        <source>Size of text</source>
        <translation>Taille du texte</translation>
    </message>
    <message>
        <location filename="../../../app/mien/settings.py"/>
        <source>All words and figures of the window, and those on the picture.</source>
        <translation>Tous les mots et chiffres de la fenêtre, et ceux sur l’image.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/settings.py"/>
        <source>The values of one face beside the picture.</source>
        <translation>Les valeurs d’un visage à côté de l’image.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/settings.py"/>
        <source>Saliency map</source>
        <translation>Carte de saillance</translation>
    </message>
    <message>
        <location filename="../../../app/mien/settings.py"/>
        <source>Where people would look, which guides the network. Takes the evidence's place.</source>
        <translation>Où les gens regarderaient, ce qui guide le réseau. Prend la place des indices.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/settings.py"/>
        <source>Evidence map</source>
        <translation>Carte des indices</translation>
    </message>
    <message>
        <location filename="../../../app/mien/settings.py"/>
        <source>Which places speak for a value, in yellow, and which against it, in blue: two colours that every kind of colour vision tells apart. Takes the saliency's place.</source>
        <translation>Quels endroits plaident pour une valeur, en jaune, et lesquels contre, en bleu : deux couleurs que toute vision distingue. Prend la place de la saillance.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/settings.py"/>
        <source>Opacity of the maps</source>
        <translation>Opacité des cartes</translation>
    </message>
    <message>
        <location filename="../../../app/mien/settings.py"/>
        <source>All three grow evenly lighter and can be read with every kind of colour vision; Cividis looks almost the same to all.</source>
        <translation>Toutes trois s’éclaircissent régulièrement et se lisent avec toute vision des couleurs ; Cividis a presque le même aspect pour tous.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/settings.py"/>
        <source>A box around each face, with its number.</source>
        <translation>Un cadre autour de chaque visage, avec son numéro.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/settings.py"/>
        <source>Face oval, eyes, irises, brows, nose and lips.</source>
        <translation>Ovale du visage, yeux, iris, sourcils, nez et lèvres.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/settings.py"/>
        <source>What each face looks like most.</source>
        <translation>À quoi chaque visage ressemble le plus.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/settings.py"/>
        <source>Smile intensity beside each face, 0 to 5.</source>
        <translation>Intensité du sourire à côté de chaque visage, de 0 à 5.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/settings.py"/>
        <source>The strongest three beside the main face.</source>
        <translation>Les trois plus fortes à côté du visage principal.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/settings.py"/>
        <source>All faces but the main one are covered in grey, and nothing is drawn of them.</source>
        <translation>Tous les visages sauf le principal sont couverts de gris, et rien n’en est dessiné.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/settings.py"/>
        <source>The main face enlarged, with the map over it.</source>
        <translation>Le visage principal agrandi, avec la carte par-dessus.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/settings.py"/>
        <source>The last 30 seconds of the values that are ticked in the side panel.</source>
        <translation>Les 30 dernières secondes des valeurs cochées dans le panneau latéral.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/settings.py"/>
        <source>Mirror cameras</source>
        <translation>Caméras en miroir</translation>
    </message>
    <message>
        <location filename="../../../app/mien/settings.py"/>
        <source>Show a camera's picture as in a mirror.</source>
        <translation>Afficher l’image d’une caméra comme dans un miroir.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/settings.py"/>
        <source>Mirror other sources</source>
        <translation>Autres sources en miroir</translation>
    </message>
    <message>
        <location filename="../../../app/mien/settings.py"/>
        <source>Files, streams and the demo.</source>
        <translation>Fichiers, flux et démo.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/settings.py"/>
        <source>Faces at most</source>
        <translation>Visages au plus</translation>
    </message>
    <message>
        <location filename="../../../app/mien/settings.py"/>
        <source>How many faces of a picture are read; fewer are faster.</source>
        <translation>Combien de visages d’une image sont lus ; moins, c’est plus rapide.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/settings.py"/>
        <source>Calm values</source>
        <translation>Valeurs calmes</translation>
    </message>
    <message>
        <location filename="../../../app/mien/settings.py"/>
        <source>Shown values are smoothed: a slow change comes 160 ms later, a quick smile 45 ms. Recordings, exports and other programs always get the raw values.</source>
        <translation>Les valeurs affichées sont lissées : un changement lent arrive 160 ms plus tard, un sourire rapide 45 ms. Enregistrements, exports et autres programmes reçoivent toujours les valeurs brutes.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/settings.py"/>
        <source>A network of your own</source>
        <translation>Un réseau à vous</translation>
    </message>
    <message>
        <location filename="../../../app/mien/settings.py"/>
        <source>An ONNX file with its card, in it or beside it, instead of the one that comes with Mien. 'mien network FILE' checks one.</source>
        <translation>Un fichier ONNX avec sa fiche, dedans ou à côté, au lieu du réseau fourni avec Mien. « mien network FILE » en vérifie un.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/settings.py"/>
        <source>The network runs on</source>
        <translation>Le réseau tourne sur</translation>
    </message>
    <message>
        <location filename="../../../app/mien/settings.py"/>
        <source>Changes at once; the diagnostics page (F12) says why one cannot be used.</source>
        <translation>Change aussitôt ; la page de diagnostic (F12) dit pourquoi l’un d’eux est inutilisable.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/settings.py"/>
        <source>What is kept</source>
        <translation>Ce qui est gardé</translation>
    </message>
    <message>
        <location filename="../../../app/mien/settings.py"/>
        <source>Values, places and landmarks of the faces are always kept.</source>
        <translation>Les valeurs, places et repères des visages sont toujours gardés.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/settings.py"/>
        <source>Clean video</source>
        <translation>Vidéo sans superpositions</translation>
    </message>
    <message>
        <location filename="../../../app/mien/settings.py"/>
        <source>Annotated video</source>
        <translation>Vidéo annotée</translation>
    </message>
    <message>
        <location filename="../../../app/mien/settings.py"/>
        <source>Clean and annotated video</source>
        <translation>Les deux vidéos</translation>
    </message>
    <message>
        <location filename="../../../app/mien/settings.py"/>
        <source>Numbers only, no picture</source>
        <translation>Seulement les nombres, aucune image</translation>
    </message>
    <message>
        <location filename="../../../app/mien/settings.py"/>
        <source>Every face that is found is made unrecognisable in the pictures that are kept; one that is never found is not.</source>
        <translation>Chaque visage trouvé est rendu méconnaissable dans les images gardées ; un visage jamais trouvé ne l’est pas.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/settings.py"/>
        <source>Coding of videos</source>
        <translation>Codage des vidéos</translation>
    </message>
    <message>
        <location filename="../../../app/mien/settings.py"/>
        <source>MPEG-4 can be written on every system. H.264 files are smaller and more players show them, where this system has an encoder for it.</source>
        <translation>MPEG-4 peut être écrit sur tout système. Les fichiers H.264 sont plus petits et lus par plus de lecteurs, là où ce système a un encodeur pour cela.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/settings.py"/>
        <source>MPEG-4</source>
        <translation>MPEG-4</translation>
    </message>
    <message>
        <location filename="../../../app/mien/settings.py"/>
        <source>H.264</source>
        <translation>H.264</translation>
    </message>
    <message>
        <location filename="../../../app/mien/settings.py"/>
        <source>Count-down</source>
        <translation>Compte à rebours</translation>
    </message>
    <message>
        <location filename="../../../app/mien/settings.py"/>
        <source>Before a recording begins.</source>
        <translation>Avant qu’un enregistrement commence.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/settings.py"/>
        <source>s</source>
        <translation>s</translation>
    </message>
    <message>
        <location filename="../../../app/mien/settings.py"/>
        <source>Folder of recordings</source>
        <translation>Dossier des enregistrements</translation>
    </message>
    <message>
        <location filename="../../../app/mien/settings.py"/>
        <source>Where sessions go; the usual place where none is chosen.</source>
        <translation>Où vont les sessions ; l’endroit habituel si aucun n’est choisi.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/settings.py"/>
        <source>Lab Streaming Layer</source>
        <translation>Lab Streaming Layer</translation>
    </message>
    <message>
        <location filename="../../../app/mien/settings.py"/>
        <source>The main face's values as a stream, and the markers as another.</source>
        <translation>Les valeurs du visage principal en un flux, et les marqueurs en un autre.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/settings.py"/>
        <source>Where the streams are announced</source>
        <translation>Où les flux sont annoncés</translation>
    </message>
    <message>
        <location filename="../../../app/mien/settings.py"/>
        <source>Another choice holds from the next start on.</source>
        <translation>Un autre choix vaut à partir du prochain démarrage.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/settings.py"/>
        <source>This computer</source>
        <translation>Cet ordinateur</translation>
    </message>
    <message>
        <location filename="../../../app/mien/settings.py"/>
        <source>The local network</source>
        <translation>Le réseau local</translation>
    </message>
    <message>
        <location filename="../../../app/mien/settings.py"/>
        <source>Markers of other programs</source>
        <translation>Marqueurs d’autres programmes</translation>
    </message>
    <message>
        <location filename="../../../app/mien/settings.py"/>
        <source>Markers that come in by Lab Streaming Layer go into the recording.</source>
        <translation>Les marqueurs reçus par Lab Streaming Layer vont dans l’enregistrement.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/settings.py"/>
        <source>Name of the marker stream</source>
        <translation>Nom du flux de marqueurs</translation>
    </message>
    <message>
        <location filename="../../../app/mien/settings.py"/>
        <source>Empty for the first one that is found.</source>
        <translation>Vide pour le premier trouvé.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/settings.py"/>
        <source>OSC</source>
        <translation>OSC</translation>
    </message>
    <message>
        <location filename="../../../app/mien/settings.py"/>
        <source>For programs of music and light, over UDP.</source>
        <translation>Pour les programmes de musique et de lumière, par UDP.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/settings.py"/>
        <source>OSC: to this host</source>
        <translation>OSC : vers cet hôte</translation>
    </message>
    <message>
        <location filename="../../../app/mien/settings.py"/>
        <source>127.0.0.1 is this computer.</source>
        <translation>127.0.0.1 est cet ordinateur.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/settings.py"/>
        <source>OSC: to this port</source>
        <translation>OSC : vers ce port</translation>
    </message>
    <message>
        <location filename="../../../app/mien/settings.py"/>
        <source>1 to 65535.</source>
        <translation>De 1 à 65535.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/settings.py"/>
        <source>WebSocket</source>
        <translation>WebSocket</translation>
    </message>
    <message>
        <location filename="../../../app/mien/settings.py"/>
        <source>Lines of JSON for receivers that know the token; mien stream --schema describes them.</source>
        <translation>Des lignes de JSON pour les récepteurs qui connaissent le jeton ; mien stream --schema les décrit.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/settings.py"/>
        <source>WebSocket: heard at this address</source>
        <translation>WebSocket : à l’écoute à cette adresse</translation>
    </message>
    <message>
        <location filename="../../../app/mien/settings.py"/>
        <source>127.0.0.1 lets only this computer in, 0.0.0.0 others too.</source>
        <translation>127.0.0.1 n’admet que cet ordinateur, 0.0.0.0 d’autres aussi.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/settings.py"/>
        <source>WebSocket: at this port</source>
        <translation>WebSocket : à ce port</translation>
    </message>
    <message>
        <location filename="../../../app/mien/settings.py"/>
        <source>Virtual camera</source>
        <translation>Caméra virtuelle</translation>
    </message>
    <message>
        <location filename="../../../app/mien/settings.py"/>
        <source>The picture with its overlays, as a camera that other programs can choose.</source>
        <translation>L’image avec ses superpositions, comme caméra que d’autres programmes peuvent choisir.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/settings_file.py"/>
        <source>{name} could not be written ({reason}). Choose another place.</source>
        <translation>{name} n’a pas pu être écrit ({reason}). Choisissez un autre endroit.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/settings_file.py"/>
        <source>{name} could not be read ({reason}).</source>
        <translation>{name} n’a pas pu être lu ({reason}).</translation>
    </message>
    <message>
        <location filename="../../../app/mien/settings_file.py"/>
        <source>{name} holds no settings of Mien. Choose a file that was exported there. Nothing was changed.</source>
        <translation>{name} ne contient pas de paramètres de Mien. Choisissez un fichier qui en a été exporté. Rien n’a été changé.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/settings_file.py"/>
        <source>{name} was not imported, as “{title}” cannot be {value}. Nothing was changed.</source>
        <translation>{name} n’a pas été importé, car « {title} » ne peut pas être {value}. Rien n’a été changé.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/settings_file.py"/>
        <source>The settings could not be read ({reason}): defaults are used.</source>
        <translation>Les paramètres n’ont pas pu être lus ({reason}) : les valeurs par défaut sont utilisées.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/settings_file.py"/>
        <source>The settings file is broken and could not be set aside: defaults are used.</source>
        <translation>Le fichier des paramètres est abîmé et n’a pas pu être mis de côté : les valeurs par défaut sont utilisées.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/settings_file.py"/>
        <source>The settings file was broken: defaults are used, the old file is kept as {name}.</source>
        <translation>Le fichier des paramètres était abîmé : les valeurs par défaut sont utilisées, l’ancien fichier est gardé sous le nom {name}.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/settings_file.py"/>
        <source>The environment variable {variable} cannot be '{value}': change it or take it away.</source>
        <translation>La variable d’environnement {variable} ne peut pas être « {value} » : changez-la ou retirez-la.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/sources/choosing.py"/>
        <source>The system does not answer when asked for its cameras: unplug the camera, plug it in again and retry.</source>
        <translation>Le système ne répond pas quand on lui demande ses caméras : débranchez la caméra, rebranchez-la et réessayez.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/sources/choosing.py"/>
        <source>There is no camera '{wanted}': choose one of {there}.</source>
        <translation>Il n’y a pas de caméra « {wanted} » : choisissez parmi {there}.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/sources/folder.py"/>
        <source>The folder {folder} cannot be listed: check that you may read it.</source>
        <translation>Le dossier {folder} ne peut pas être listé : vérifiez que vous pouvez le lire.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/sources/folder.py"/>
        <source>The folder {folder} holds no image: choose one with images, or a video file.</source>
        <translation>Le dossier {folder} ne contient aucune image : choisissez-en un avec des images, ou une vidéo.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/sources/folder.py"/>
        <source>None of the {count} images in {name} can be read. {problem}</source>
        <translation>Aucune des {count} images de {name} n’est lisible. {problem}</translation>
    </message>
    <message>
        <location filename="../../../app/mien/sources/folder.py"/>
        <location filename="../../../app/mien/sources/opening.py"/>
        <source>{path} may not be read: ask for the right to read it.</source>
        <translation>{path} ne peut pas être lu : demandez le droit de le lire.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/sources/folder.py"/>
        <source>{path} cannot be read from the disk: {reason}.</source>
        <translation>{path} ne peut pas être lu sur le disque : {reason}.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/sources/images.py"/>
        <source>{name} is empty (0 bytes): choose another image.</source>
        <translation>{name} est vide (0 octet) : choisissez une autre image.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/sources/images.py"/>
        <source>{name} is not an image that Mien can read: use JPEG, PNG or WebP.</source>
        <translation>{name} n’est pas une image que Mien peut lire : utilisez JPEG, PNG ou WebP.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/sources/images.py"/>
        <source>{name} is a HEIC photo, which Mien cannot read: save it as JPEG.</source>
        <translation>{name} est une photo HEIC, que Mien ne peut pas lire : enregistrez-la en JPEG.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/sources/images.py"/>
        <source>{name} is damaged or cut short: copy it again or choose another image.</source>
        <translation>{name} est endommagé ou tronqué : recopiez-le ou choisissez une autre image.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/sources/images.py"/>
        <source>{name} has {width} x {height} pixels, over {limit} million: scale it down first.</source>
        <translation>{name} a {width} x {height} pixels, plus de {limit} millions : réduisez-le d’abord.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/sources/libav.py"/>
        <source>{name} holds only sound: choose something with a picture.</source>
        <translation>{name} ne contient que du son : choisissez quelque chose avec une image.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/sources/libav.py"/>
        <source>{name} holds no video: choose something with a picture.</source>
        <translation>{name} ne contient pas de vidéo : choisissez quelque chose avec une image.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/sources/libav.py"/>
        <source>{name} is coded in a way that Mien cannot read: convert it to H.264.</source>
        <translation>{name} est codé d’une façon que Mien ne peut pas lire : convertissez-le en H.264.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/sources/opening.py"/>
        <source>No source is named: give 'demo', 'camera', an address or a file.</source>
        <translation>Aucune source n’est indiquée : donnez « demo », « camera », une adresse ou un fichier.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/sources/opening.py"/>
        <source>Addresses that begin with '{scheme}://' cannot be opened: use http, https or rtsp.</source>
        <translation>Les adresses qui commencent par « {scheme}:// » ne peuvent pas être ouvertes : utilisez http, https ou rtsp.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/sources/opening.py"/>
        <source>There is no file or folder {path}: check the path.</source>
        <translation>Il n’y a ni fichier ni dossier {path} : vérifiez le chemin.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/sources/opening.py"/>
        <source>{path} is neither a file nor a folder: choose a video or an image.</source>
        <translation>{path} n’est ni un fichier ni un dossier : choisissez une vidéo ou une image.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/sources/refusals.py"/>
        <source>The camera {name} is in use by {programs}: close that program and try again.</source>
        <translation>La caméra {name} est utilisée par {programs} : fermez ce programme et réessayez.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/sources/refusals.py"/>
        <source>The camera {name} is in use by another program: close that program and try again.</source>
        <translation>La caméra {name} est utilisée par un autre programme : fermez-le et réessayez.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/sources/refusals.py"/>
        <source>The camera {name} gives no picture: it is probably in use by another program; close that program and try again.</source>
        <translation>La caméra {name} ne donne pas d’image : un autre programme l’utilise sans doute ; fermez-le et réessayez.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/sources/refusals.py"/>
        <source>There is no camera at {path}: plug it in, or choose another one.</source>
        <translation>Il n’y a pas de caméra à {path} : branchez-la ou choisissez-en une autre.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/sources/refusals.py"/>
        <source>The camera {name} was unplugged: plug it in again.</source>
        <translation>La caméra {name} a été débranchée : rebranchez-la.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/sources/refusals.py"/>
        <source>The camera {name} gives no more pictures: check its cable, then plug it in again.</source>
        <translation>La caméra {name} ne fournit plus d’images : vérifiez son câble, puis rebranchez-la.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/sources/refusals.py"/>
        <source>The camera {name} cannot be opened: allow it in System Settings, Privacy &amp; Security, Camera, for the program that started Mien, and close other programs that use it.</source>
        <translation>La caméra {name} ne peut pas être ouverte : autorisez-la dans Réglages Système, Confidentialité et sécurité, Appareil photo, pour le programme qui a lancé Mien, et fermez les autres programmes qui l’utilisent.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/sources/refusals.py"/>
        <source>The camera {name} cannot be opened: allow it in Settings, Privacy &amp; security, Camera, 'Let desktop apps access your camera', and close other programs that use it.</source>
        <translation>La caméra {name} ne peut pas être ouverte : autorisez-la dans Paramètres, Confidentialité et sécurité, Caméra, « Laisser les applications de bureau accéder à votre caméra », et fermez les autres programmes qui l’utilisent.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/sources/refusals.py"/>
        <source>The camera {name} is kept from this Flatpak: run flatpak override --user --device=all {app} and start Mien again.</source>
        <translation>La caméra {name} est interdite à ce Flatpak : lancez flatpak override --user --device=all {app} et redémarrez Mien.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/sources/refusals.py"/>
        <source>The camera {name} is kept from this snap: run sudo snap connect {app}:camera and start Mien again.</source>
        <translation>La caméra {name} est interdite à ce snap : lancez sudo snap connect {app}:camera et redémarrez Mien.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/sources/refusals.py"/>
        <source>The camera {name} is kept from this container: start it with --device {path}.</source>
        <translation>La caméra {name} est interdite à ce conteneur : démarrez-le avec --device {path}.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/sources/refusals.py"/>
        <source>You may not use the camera {name}: join the group '{group}' (sudo usermod -aG {group} $USER) and log in again.</source>
        <translation>Vous ne pouvez pas utiliser la caméra {name} : rejoignez le groupe « {group} » (sudo usermod -aG {group} $USER) et reconnectez-vous.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/sources/stream.py"/>
        <source>The stream {name} broke off: check the network and its sender.</source>
        <translation>Le flux {name} s’est interrompu : vérifiez le réseau et son émetteur.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/sources/stream.py"/>
        <source>{name} is a file, not a live stream: download it and open the file.</source>
        <translation>{name} est un fichier, pas un flux en direct : téléchargez-le et ouvrez le fichier.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/sources/stream.py"/>
        <source>{name} asks for a name and password: write them as http://name:password@host.</source>
        <translation>{name} demande un nom et un mot de passe : écrivez-les sous la forme http://name:password@host.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/sources/stream.py"/>
        <source>There is nothing at {name}: check the address.</source>
        <translation>Il n’y a rien à {name} : vérifiez l’adresse.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/sources/stream.py"/>
        <source>{name} refuses the connection: check that the stream is running.</source>
        <translation>{name} refuse la connexion : vérifiez que le flux est lancé.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/sources/stream.py"/>
        <source>{name} did not answer within {timeout_s:g} s: check the address and the network.</source>
        <translation>{name} n’a pas répondu en {timeout_s:g} s : vérifiez l’adresse et le réseau.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/sources/stream.py"/>
        <source>{name} is not a video stream: check the address.</source>
        <translation>{name} n’est pas un flux vidéo : vérifiez l’adresse.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/sources/stream.py"/>
        <source>{name} cannot be reached: check the address and the network.</source>
        <translation>{name} est injoignable : vérifiez l’adresse et le réseau.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/sources/video.py"/>
        <source>{name} has no frame that can be decoded: it is damaged or cut short.</source>
        <translation>{name} n’a aucune image décodable : il est endommagé ou tronqué.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/sources/video.py"/>
        <source>{name} ends {left_s:.1f} s before its stated end: it was cut short.</source>
        <translation>{name} se termine {left_s:.1f} s avant sa fin annoncée : il a été tronqué.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/sources/video.py"/>
        <source>{name} is damaged: some of its frames were left out.</source>
        <translation>{name} est endommagé : certaines images ont été omises.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/sources/video.py"/>
        <source>{name} is empty (0 bytes): choose another video.</source>
        <translation>{name} est vide (0 octet) : choisissez une autre vidéo.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/sources/video.py"/>
        <source>There is no file {name}: check the path.</source>
        <translation>Il n’y a pas de fichier {name} : vérifiez le chemin.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/sources/video.py"/>
        <source>{name} may not be read: ask for the right to read it.</source>
        <translation>{name} ne peut pas être lu : demandez le droit de le lire.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/sources/video.py"/>
        <source>{name} is not a video that can be read, or it is damaged: try MP4, MKV or WebM.</source>
        <translation>{name} n’est pas une vidéo lisible, ou elle est endommagée : essayez MP4, MKV ou WebM.</translation>
    </message>
</context>
</TS>
