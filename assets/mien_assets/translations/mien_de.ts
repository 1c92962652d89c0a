<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="de" sourcelanguage="en">
<context>
    <name>mien</name>
    <message>
        <location filename="../../../app/mien/declared.py"/>
        <source>Look</source>
        <translation>Aussehen</translation>
    </message>
    <message>
        <location filename="../../../app/mien/declared.py"/>
        <source>Overlays</source>
        <translation>Überlagerungen</translation>
    </message>
    <message>
        <location filename="../../../app/mien/declared.py"/>
        <source>Sources</source>
        <translation>Quellen</translation>
    </message>
    <message>
        <location filename="../../../app/mien/declared.py"/>
        <source>Faces and values</source>
        <translation>Gesichter und Werte</translation>
    </message>
    <message>
        <location filename="../../../app/mien/declared.py"/>
        <location filename="../../../app/mien/gui/recording/bar.py"/>
        <source>Recording</source>
        <translation>Aufnahme</translation>
    </message>
    <message>
        <location filename="../../../app/mien/declared.py"/>
        <source>Other programs</source>
        <translation>Andere Programme</translation>
    </message>
    <message>
        <location filename="../../../app/mien/declared.py"/>
        <location filename="../../../app/mien/gui/toolbar.py"/>
        <source>More</source>
        <translation>Mehr</translation>
    </message>
    <message>
        <location filename="../../../app/mien/engine/analyser.py"/>
        <source>Loading the network</source>
        <translation>Das Netz wird geladen</translation>
    </message>
    <message>
        <location filename="../../../app/mien/engine/analyser.py"/>
        <source>Fetching the face model: {share:.0%}</source>
        <translation>Das Gesichtsmodell wird geholt: {share:.0%}</translation>
    </message>
    <message>
        <location filename="../../../app/mien/engine/analysing.py"/>
        <source>The network that comes with Mien reads instead.</source>
        <translation>Das mitgelieferte Netz liest stattdessen.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/engine/analysing.py"/>
        <source>From here on its values are missing in the recording.</source>
        <translation>Ab hier fehlen seine Werte in der Aufnahme.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/engine/analysing.py"/>
        <source>The analysis failed unexpectedly; the log says more.</source>
        <translation>Die Analyse ist unerwartet fehlgeschlagen; mehr steht im Protokoll.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/engine/engine.py"/>
        <source>Opening the source</source>
        <translation>Die Quelle wird geöffnet</translation>
    </message>
    <message>
        <location filename="../../../app/mien/engine/engine.py"/>
        <location filename="../../../app/mien/gui/recording/desk.py"/>
        <source>Nothing runs that could be recorded: open a source first.</source>
        <translation>Es läuft nichts, was aufgenommen werden könnte: Öffnen Sie zuerst eine Quelle.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/engine/engine.py"/>
        <source>A recording is under way: stop it before the next one.</source>
        <translation>Es läuft schon eine Aufnahme: Beenden Sie sie vor der nächsten.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/engine/reader.py"/>
        <source>The source failed unexpectedly; the log says more.</source>
        <translation>Die Quelle ist unerwartet ausgefallen; mehr steht im Protokoll.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/engine/speed.py"/>
        <source>The analysis has become slow: {rate:.0f} of {captured:.0f} frames a second, where {usual:.0f} are usual. Another program may keep the processor busy; F12 shows where the time goes.</source>
        <translation>Die Analyse ist langsam geworden: {rate:.0f} von {captured:.0f} Bildern pro Sekunde, üblich sind {usual:.0f}. Vielleicht beschäftigt ein anderes Programm den Prozessor; F12 zeigt, wohin die Zeit geht.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/engine/supervisor.py"/>
        <source>The source gives no more pictures.</source>
        <translation>Die Quelle liefert keine Bilder mehr.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/exports/bids.py"/>
        <source>{path} is where the table's description goes: name it .tsv.</source>
        <translation>An {path} gehört die Beschreibung der Tabelle: Nennen Sie sie .tsv.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/exports/bids.py"/>
        <source>{file} is in the place of the table's description, and is none: choose another name, or move it.</source>
        <translation>{file} steht am Platz der Tabellenbeschreibung und ist keine: Wählen Sie einen anderen Namen, oder verschieben Sie die Datei.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/exports/formats.py"/>
        <source>Table, CSV: one row a face a frame</source>
        <translation>Tabelle, CSV: eine Zeile pro Gesicht und Bild</translation>
    </message>
    <message>
        <location filename="../../../app/mien/exports/formats.py"/>
        <source>Table, Parquet: the same, typed</source>
        <translation>Tabelle, Parquet: dasselbe mit Datentypen</translation>
    </message>
    <message>
        <location filename="../../../app/mien/exports/formats.py"/>
        <source>OpenFace's CSV</source>
        <translation>CSV von OpenFace</translation>
    </message>
    <message>
        <location filename="../../../app/mien/exports/formats.py"/>
        <source>Py-Feat's Fex CSV</source>
        <translation>Fex-CSV von Py-Feat</translation>
    </message>
    <message>
        <location filename="../../../app/mien/exports/formats.py"/>
        <source>ELAN: markers and expressions</source>
        <translation>ELAN: Marker und Ausdrücke</translation>
    </message>
    <message>
        <location filename="../../../app/mien/exports/formats.py"/>
        <source>WebVTT subtitles: markers and expressions</source>
        <translation>WebVTT-Untertitel: Marker und Ausdrücke</translation>
    </message>
    <message>
        <location filename="../../../app/mien/exports/formats.py"/>
        <source>BIDS events with their JSON: markers and gaps</source>
        <translation>BIDS-Ereignisse mit JSON: Marker und Lücken</translation>
    </message>
    <message>
        <location filename="../../../app/mien/exports/formats.py"/>
        <source>Annotated video, MP4</source>
        <translation>Video mit Überlagerungen, MP4</translation>
    </message>
    <message>
        <location filename="../../../app/mien/exports/formats.py"/>
        <source>Report, one HTML page</source>
        <translation>Bericht, eine HTML-Seite</translation>
    </message>
    <message>
        <location filename="../../../app/mien/exports/mp4.py"/>
        <source>{session} kept no video, only numbers: it cannot be handed on as MP4.</source>
        <translation>{session} enthält kein Video, nur Zahlen: Eine Ausgabe als MP4 ist nicht möglich.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/exports/mp4.py"/>
        <source>The video could not be encoded ({reason}).</source>
        <translation>Das Video ließ sich nicht kodieren ({reason}).</translation>
    </message>
    <message>
        <location filename="../../../app/mien/exports/mp4.py"/>
        <source>{source} is damaged: only {count} of its {wanted} pictures can be read.</source>
        <translation>{source} ist beschädigt: Nur {count} von {wanted} Bildern sind lesbar.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/exports/place.py"/>
        <source>{path} is a folder: name a file in it.</source>
        <translation>{path} ist ein Ordner: Nennen Sie eine Datei darin.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/exports/place.py"/>
        <source>There is no folder {folder}: make it first, or choose another.</source>
        <translation>Den Ordner {folder} gibt es nicht: Legen Sie ihn an, oder wählen Sie einen anderen.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/exports/place.py"/>
        <source>{path} lies in the session's own folder, where nothing may be changed: choose another place.</source>
        <translation>{path} liegt im Ordner der Sitzung selbst, in dem nichts geändert werden darf: Wählen Sie einen anderen Ort.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/exports/place.py"/>
        <source>{path} cannot be written ({reason}): choose another place, close it where it is open, or make room there.</source>
        <translation>{path} kann nicht geschrieben werden ({reason}): Wählen Sie einen anderen Ort, schließen Sie die Datei, wo sie offen ist, oder schaffen Sie Platz.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/faces/detector.py"/>
        <source>MediaPipe could not start its face detector ({reason}). Run 'mien doctor'.</source>
        <translation>MediaPipe konnte seinen Gesichtsdetektor nicht starten ({reason}). Führen Sie „mien doctor“ aus.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/faces/label.py"/>
        <source>Orange</source>
        <translation>Orange</translation>
    </message>
    <message>
        <location filename="../../../app/mien/faces/label.py"/>
        <source>Sky blue</source>
        <translation>Himmelblau</translation>
    </message>
    <message>
        <location filename="../../../app/mien/faces/label.py"/>
        <source>Green</source>
        <translation>Grün</translation>
    </message>
    <message>
        <location filename="../../../app/mien/faces/label.py"/>
        <source>Yellow</source>
        <translation>Gelb</translation>
    </message>
    <message>
        <location filename="../../../app/mien/faces/label.py"/>
        <source>Vermilion</source>
        <translation>Zinnober</translation>
    </message>
    <message>
        <location filename="../../../app/mien/faces/label.py"/>
        <source>Purple</source>
        <translation>Purpur</translation>
    </message>
    <message>
        <location filename="../../../app/mien/faces/label.py"/>
        <source>Face {number}</source>
        <translation>Gesicht {number}</translation>
    </message>
    <message>
        <location filename="../../../app/mien/faces/landmarker.py"/>
        <location filename="../../../app/mien/faces/mesher.py"/>
        <source>MediaPipe could not start its face model ({reason}). Run 'mien doctor'.</source>
        <translation>MediaPipe konnte sein Gesichtsmodell nicht starten ({reason}). Führen Sie „mien doctor“ aus.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/faces/model_file.py"/>
        <source>{path} is not the file that Mien needs (its SHA-256 is not {sha256}): copy it again, or unset {folder_variable} so that Mien fetches it.</source>
        <translation>{path} ist nicht die Datei, die Mien braucht (ihr SHA-256 ist nicht {sha256}): Kopieren Sie sie neu, oder löschen Sie {folder_variable}, damit Mien sie holt.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/faces/model_file.py"/>
        <source>The face model cannot be kept in {parent} ({reason}): make that folder writable, or put {file_name} into another one and name it in {folder_variable}.</source>
        <translation>Das Gesichtsmodell kann in {parent} nicht abgelegt werden ({reason}): Machen Sie den Ordner beschreibbar, oder legen Sie {file_name} in einen anderen und nennen Sie ihn in {folder_variable}.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/faces/model_file.py"/>
        <source>The face model could not be fetched: connect to the internet and try again, or put {file_name} into a folder and name that folder in {folder_variable} ({failures}).</source>
        <translation>Das Gesichtsmodell konnte nicht geholt werden: Stellen Sie eine Internetverbindung her und versuchen Sie es erneut, oder legen Sie {file_name} in einen Ordner und nennen Sie ihn in {folder_variable} ({failures}).</translation>
    </message>
    <message>
        <location filename="../../../app/mien/faces/vision.py"/>
        <source>MediaPipe cannot be loaded, as a shared library of this system is missing: 'mien doctor' names it.</source>
        <translation>MediaPipe kann nicht geladen werden, weil eine gemeinsame Bibliothek dieses Systems fehlt: „mien doctor“ nennt sie.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/about.py"/>
        <source>Every value is what a trained network estimates from one picture of a face: how much it looks like an expression, how probable a muscle movement is, how strong a smile is. It is not what someone feels, and must not decide about a person.</source>
        <translation>Jeder Wert ist das, was ein trainiertes Netz aus einem Bild eines Gesichts schätzt: wie sehr es nach einem Ausdruck aussieht, wie wahrscheinlich eine Muskelbewegung ist, wie stark ein Lächeln ist. Er ist nicht, was jemand fühlt, und darf nicht über einen Menschen entscheiden.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/about.py"/>
        <location filename="../../../app/mien/gui/actions.py"/>
        <source>About Mien</source>
        <translation>Über Mien</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/about.py"/>
        <source>Version {version}</source>
        <translation>Version {version}</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/about.py"/>
        <source>About the network</source>
        <translation>Über das Netz</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/about.py"/>
        <location filename="../../../app/mien/gui/actions.py"/>
        <source>What this can and cannot know</source>
        <translation>Was dies wissen kann und was nicht</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/about.py"/>
        <source>Pages about Mien</source>
        <translation>Seiten über Mien</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/about.py"/>
        <source>The network</source>
        <translation>Das Netz</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/about.py"/>
        <location filename="../../../app/mien/gui/third_parties.py"/>
        <source>Third parties</source>
        <translation>Drittanbieter</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/about.py"/>
        <location filename="../../../app/mien/gui/diagnostics/dialog.py"/>
        <location filename="../../../app/mien/gui/guide/dialog.py"/>
        <location filename="../../../app/mien/gui/preferences/dialog.py"/>
        <location filename="../../../app/mien/gui/report_dialog.py"/>
        <location filename="../../../app/mien/gui/sending/dialog.py"/>
        <source>Close</source>
        <translation>Schließen</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/about.py"/>
        <location filename="../../../app/mien/gui/diagnostics/dialog.py"/>
        <location filename="../../../app/mien/gui/guide/dialog.py"/>
        <source>Close (Esc)</source>
        <translation>Schließen (Esc)</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/about.py"/>
        <source>The whole model card</source>
        <translation>Die ganze Modellkarte</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/about.py"/>
        <location filename="../../../app/mien/gui/actions.py"/>
        <source>Open the folder with the log and the reports of errors</source>
        <translation>Den Ordner mit Protokoll und Fehlerberichten öffnen</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/about.py"/>
        <location filename="../../../app/mien/gui/actions.py"/>
        <source>Show log folder</source>
        <translation>Protokollordner zeigen</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/about.py"/>
        <source>No network is loaded yet; its card stands here once it is.</source>
        <translation>Noch ist kein Netz geladen; seine Karte erscheint hier, sobald es so weit ist.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/about.py"/>
        <source>{network}, version {version}</source>
        <translation>{network}, Version {version}</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/about.py"/>
        <source>After: {paper}</source>
        <translation>Nach: {paper}</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/about.py"/>
        <source>What it cannot do</source>
        <translation>Was es nicht kann</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/about.py"/>
        <source>Measured on test data</source>
        <translation>Gemessen auf Testdaten</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/about.py"/>
        <source>Its card tells no figure that was measured.</source>
        <translation>Ihre Karte nennt keine gemessene Zahl.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/about.py"/>
        <source>Trained on</source>
        <translation>Trainiert mit</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/about.py"/>
        <source>What it reads</source>
        <translation>Was es liest</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/about.py"/>
        <source>Licence</source>
        <translation>Lizenz</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/about.py"/>
        <source>Looks like: {names}</source>
        <translation>Sieht aus wie: {names}</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/about.py"/>
        <source>Action Units: {names}</source>
        <translation>Action Units: {names}</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/about.py"/>
        <source>Smile: 0 to 5, with the letters A to E of FACS for 1 to 5</source>
        <translation>Lächeln: 0 bis 5, mit den Buchstaben A bis E von FACS für 1 bis 5</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/about.py"/>
        <source>It gives no saliency map.</source>
        <translation>Es liefert keine Salienzkarte.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/actions.py"/>
        <source>Open file…</source>
        <translation>Datei öffnen…</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/actions.py"/>
        <location filename="../../../app/mien/gui/dialogs.py"/>
        <source>Open a video or a picture</source>
        <translation>Ein Video oder ein Bild öffnen</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/actions.py"/>
        <source>Open folder…</source>
        <translation>Ordner öffnen…</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/actions.py"/>
        <location filename="../../../app/mien/gui/dialogs.py"/>
        <source>Open a folder of pictures</source>
        <translation>Einen Ordner mit Bildern öffnen</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/actions.py"/>
        <source>Open URL…</source>
        <translation>URL öffnen…</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/actions.py"/>
        <source>Open a network stream</source>
        <translation>Einen Netzwerk-Stream öffnen</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/actions.py"/>
        <location filename="../../../app/mien/gui/source_desk.py"/>
        <source>Demo</source>
        <translation>Demo</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/actions.py"/>
        <source>Play the built-in demo</source>
        <translation>Die eingebaute Demo abspielen</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/actions.py"/>
        <source>Look for cameras again</source>
        <translation>Kameras neu suchen</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/actions.py"/>
        <location filename="../../../app/mien/gui/source_picker.py"/>
        <location filename="../../../app/mien/gui/state.py"/>
        <source>Choose a source</source>
        <translation>Quelle wählen</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/actions.py"/>
        <source>Choose a camera, a file or a stream</source>
        <translation>Kamera, Datei oder Stream wählen</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/actions.py"/>
        <source>Open it again</source>
        <translation>Erneut öffnen</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/actions.py"/>
        <source>Open the present source again</source>
        <translation>Die jetzige Quelle erneut öffnen</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/actions.py"/>
        <source>Map fainter</source>
        <translation>Karte schwächer</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/actions.py"/>
        <source>Make the map fainter</source>
        <translation>Die Karte schwächer zeigen</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/actions.py"/>
        <source>Map stronger</source>
        <translation>Karte stärker</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/actions.py"/>
        <source>Make the map stronger</source>
        <translation>Die Karte stärker zeigen</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/actions.py"/>
        <source>Next colour map</source>
        <translation>Nächste Farbskala</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/actions.py"/>
        <source>Show the saliency map in other colours</source>
        <translation>Die Salienzkarte in anderen Farben zeigen</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/actions.py"/>
        <source>Mirror</source>
        <translation>Spiegeln</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/actions.py"/>
        <source>Show the picture as in a mirror</source>
        <translation>Das Bild wie im Spiegel zeigen</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/actions.py"/>
        <source>Freeze</source>
        <translation>Anhalten</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/actions.py"/>
        <source>Hold the picture; the source goes on</source>
        <translation>Das Bild anhalten; die Quelle läuft weiter</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/actions.py"/>
        <source>Next face</source>
        <translation>Nächstes Gesicht</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/actions.py"/>
        <source>Show the next face in the panel</source>
        <translation>Das nächste Gesicht in der Leiste zeigen</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/actions.py"/>
        <source>Name the face…</source>
        <translation>Gesicht benennen…</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/actions.py"/>
        <source>Give the main face a name and a colour</source>
        <translation>Dem Hauptgesicht Namen und Farbe geben</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/actions.py"/>
        <source>Keep the main face</source>
        <translation>Hauptgesicht behalten</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/actions.py"/>
        <source>Stay with the main face</source>
        <translation>Beim Hauptgesicht bleiben</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/actions.py"/>
        <source>Calibrate</source>
        <translation>Kalibrieren</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/actions.py"/>
        <source>Take the main face at rest for three seconds as its neutral</source>
        <translation>Das Hauptgesicht drei Sekunden in Ruhe als sein neutrales nehmen</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/actions.py"/>
        <location filename="../../../app/mien/settings.py"/>
        <source>Others in grey</source>
        <translation>Andere in Grau</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/actions.py"/>
        <source>Cover all faces but the main one</source>
        <translation>Alle Gesichter außer dem Hauptgesicht verdecken</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/actions.py"/>
        <location filename="../../../app/mien/gui/insight/close_up.py"/>
        <location filename="../../../app/mien/settings.py"/>
        <source>Close-up</source>
        <translation>Nahaufnahme</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/actions.py"/>
        <source>Show the main face enlarged, with the map over it</source>
        <translation>Das Hauptgesicht vergrößert zeigen, mit der Karte darüber</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/actions.py"/>
        <location filename="../../../app/mien/gui/insight/plot_paint.py"/>
        <location filename="../../../app/mien/settings.py"/>
        <source>History</source>
        <translation>Verlauf</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/actions.py"/>
        <source>Show the last 30 seconds of some values</source>
        <translation>Die letzten 30 Sekunden einiger Werte zeigen</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/actions.py"/>
        <location filename="../../../app/mien/gui/guide/dialog.py"/>
        <source>User guide</source>
        <translation>Handbuch</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/actions.py"/>
        <source>How to use Mien, in short topics with a search</source>
        <translation>Wie man Mien benutzt, in kurzen Themen mit Suche</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/actions.py"/>
        <source>What the values say, and what not</source>
        <translation>Was die Werte sagen und was nicht</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/actions.py"/>
        <location filename="../../../app/mien/settings.py"/>
        <source>Side panel</source>
        <translation>Seitenleiste</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/actions.py"/>
        <source>Show the side panel</source>
        <translation>Die Seitenleiste zeigen</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/actions.py"/>
        <source>Dark or light</source>
        <translation>Dunkel oder hell</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/actions.py"/>
        <source>Change between dark and light</source>
        <translation>Zwischen dunkel und hell wechseln</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/actions.py"/>
        <source>Theme as the system</source>
        <translation>Farbschema wie das System</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/actions.py"/>
        <source>Dark or light as the desktop has it</source>
        <translation>Dunkel oder hell, wie der Desktop es hat</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/actions.py"/>
        <source>Full screen</source>
        <translation>Vollbild</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/actions.py"/>
        <source>Only the picture</source>
        <translation>Nur das Bild</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/actions.py"/>
        <source>Other programs…</source>
        <translation>Andere Programme…</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/actions.py"/>
        <source>Send live values to other programs</source>
        <translation>Live-Werte an andere Programme senden</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/actions.py"/>
        <source>Settings…</source>
        <translation>Einstellungen…</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/actions.py"/>
        <source>All settings in one place</source>
        <translation>Alle Einstellungen an einem Ort</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/actions.py"/>
        <source>What the numbers are, and what they are not</source>
        <translation>Was die Zahlen sind und was nicht</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/actions.py"/>
        <location filename="../../../app/mien/gui/diagnostics/dialog.py"/>
        <source>Diagnostics</source>
        <translation>Diagnose</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/actions.py"/>
        <source>What runs where, how fast, and what keeps it from being faster</source>
        <translation>Was wo läuft, wie schnell, und was es bremst</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/actions.py"/>
        <location filename="../../../app/mien/gui/recording/wiring.py"/>
        <source>Record</source>
        <translation>Aufnehmen</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/actions.py"/>
        <source>Record, or end the recording</source>
        <translation>Aufnehmen oder die Aufnahme beenden</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/actions.py"/>
        <location filename="../../../app/mien/gui/status_bar.py"/>
        <source>Live</source>
        <translation>Live</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/actions.py"/>
        <source>Show what the source shows now</source>
        <translation>Zeigen, was die Quelle jetzt zeigt</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/actions.py"/>
        <location filename="../../../app/mien/gui/recording/wiring.py"/>
        <location filename="../../../app/mien/gui/review/page.py"/>
        <source>Review</source>
        <translation>Durchsicht</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/actions.py"/>
        <source>Look through a recorded session</source>
        <translation>Eine aufgenommene Sitzung durchsehen</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/actions.py"/>
        <source>Quit</source>
        <translation>Beenden</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/actions.py"/>
        <source>Stop and close</source>
        <translation>Anhalten und schließen</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/actions.py"/>
        <source>Marker {number}</source>
        <translation>Marker {number}</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/actions.py"/>
        <source>Set marker {number}</source>
        <translation>Marker {number} setzen</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/actions.py"/>
        <location filename="../../../app/mien/gui/review/marker_book.py"/>
        <location filename="../../../app/mien/overlays/values.py"/>
        <source>Neutral</source>
        <translation>Neutral</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/actions.py"/>
        <source>Mark a neutral face</source>
        <translation>Ein neutrales Gesicht markieren</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/actions.py"/>
        <location filename="../../../app/mien/gui/review/marker_book.py"/>
        <source>Stimulus on</source>
        <translation>Reiz an</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/actions.py"/>
        <source>Mark the beginning of a stimulus</source>
        <translation>Den Beginn eines Reizes markieren</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/actions.py"/>
        <location filename="../../../app/mien/gui/review/marker_book.py"/>
        <source>Stimulus off</source>
        <translation>Reiz aus</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/actions.py"/>
        <source>Mark the end of a stimulus</source>
        <translation>Das Ende eines Reizes markieren</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/actions.py"/>
        <location filename="../../../app/mien/gui/diagnostics/facts.py"/>
        <location filename="../../../app/mien/gui/review/marker_book.py"/>
        <location filename="../../../app/mien/gui/review/marker_panel.py"/>
        <source>Note</source>
        <translation>Notiz</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/actions.py"/>
        <source>Set a marker with a note</source>
        <translation>Einen Marker mit Notiz setzen</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/app.py"/>
        <source>Safe mode: every setting is as at the first start, the network runs on the CPU, and nothing that you change is kept.</source>
        <translation>Abgesicherter Modus: Jede Einstellung ist wie beim ersten Start, das Netz läuft auf der CPU, und nichts, was Sie ändern, wird gespeichert.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/app.py"/>
        <source>Mien, safe mode</source>
        <translation>Mien, abgesicherter Modus</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/calibrating/count.py"/>
        <source>Seconds until the face is calibrated</source>
        <translation>Sekunden, bis das Gesicht kalibriert ist</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/calibrating/menu.py"/>
        <source>Neutral face</source>
        <translation>Neutrales Gesicht</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/calibrating/menu.py"/>
        <location filename="../../../app/mien/gui/calibrating/wiring.py"/>
        <source>Keep as a profile…</source>
        <translation>Als Profil speichern…</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/calibrating/menu.py"/>
        <source>Write the main face's neutral values to a file of this name; no picture</source>
        <translation>Die neutralen Werte des Hauptgesichts in eine Datei dieses Namens schreiben; kein Bild</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/calibrating/menu.py"/>
        <source>Take a profile</source>
        <translation>Ein Profil anwenden</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/calibrating/menu.py"/>
        <source>Calibrate the main face by a profile</source>
        <translation>Das Hauptgesicht mit einem Profil kalibrieren</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/calibrating/menu.py"/>
        <source>Without calibration</source>
        <translation>Ohne Kalibrierung</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/calibrating/menu.py"/>
        <source>Show the main face's values as the network gives them</source>
        <translation>Die Werte des Hauptgesichts zeigen, wie das Netz sie liefert</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/calibrating/menu.py"/>
        <source>Delete a profile</source>
        <translation>Ein Profil löschen</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/calibrating/menu.py"/>
        <source>Take a profile away for good</source>
        <translation>Ein Profil endgültig löschen</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/calibrating/wiring.py"/>
        <source>There is no face in view that could be calibrated.</source>
        <translation>Es ist kein Gesicht im Bild, das kalibriert werden könnte.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/calibrating/wiring.py"/>
        <source>Nothing comes from the source now: start it again, then calibrate.</source>
        <translation>Von der Quelle kommt gerade nichts: Starten Sie sie erneut, und kalibrieren Sie dann.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/calibrating/wiring.py"/>
        <source>Look into the camera and keep your face at rest until the count ends.</source>
        <translation>Sehen Sie in die Kamera, und halten Sie das Gesicht entspannt, bis der Countdown endet.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/calibrating/wiring.py"/>
        <source>{face} is calibrated: its values are shown relative to this neutral face.</source>
        <translation>{face} ist kalibriert: Die Werte werden relativ zu diesem neutralen Gesicht gezeigt.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/calibrating/wiring.py"/>
        <source>Not calibrated.</source>
        <translation>Nicht kalibriert.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/calibrating/wiring.py"/>
        <location filename="../../../app/mien/gui/sending/card.py"/>
        <location filename="../../../app/mien/gui/state.py"/>
        <source>Try again</source>
        <translation>Erneut versuchen</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/calibrating/wiring.py"/>
        <source>This face is not calibrated, or was lost: calibrate it first.</source>
        <translation>Dieses Gesicht ist nicht kalibriert oder ging verloren: Kalibrieren Sie es zuerst.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/calibrating/wiring.py"/>
        <source>The neutral face is kept as {name}.</source>
        <translation>Das neutrale Gesicht wurde als {name} gespeichert.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/calibrating/wiring.py"/>
        <source>{face} is shown relative to the neutral face of {name}.</source>
        <translation>{face} wird relativ zum neutralen Gesicht von {name} gezeigt.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/calibrating/wiring.py"/>
        <source>Delete the profile {name}?</source>
        <translation>Das Profil {name} löschen?</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/calibrating/wiring.py"/>
        <source>It cannot be brought back.</source>
        <translation>Es lässt sich nicht zurückholen.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/calibrating/wiring.py"/>
        <location filename="../../../app/mien/gui/report_dialog.py"/>
        <location filename="../../../app/mien/gui/review/marker_panel.py"/>
        <location filename="../../../app/mien/gui/review/wiring.py"/>
        <source>Delete</source>
        <translation>Löschen</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/choices.py"/>
        <source>The settings could not be kept ({reason}).</source>
        <translation>Die Einstellungen konnten nicht gespeichert werden ({reason}).</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/diagnostics/dialog.py"/>
        <source>Have the network run on</source>
        <translation>Das Netz ausführen auf</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/diagnostics/dialog.py"/>
        <source>Have the network run on another device; nothing is interrupted</source>
        <translation>Das Netz auf einem anderen Gerät ausführen; nichts wird unterbrochen</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/diagnostics/dialog.py"/>
        <location filename="../../../app/mien/gui/diagnostics/facts.py"/>
        <location filename="../../../app/mien/gui/status_bar.py"/>
        <source>Where the network runs</source>
        <translation>Worauf das Netz läuft</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/diagnostics/dialog.py"/>
        <location filename="../../../app/mien/gui/diagnostics/facts.py"/>
        <location filename="../../../app/mien/gui/recording/bar.py"/>
        <location filename="../../../app/mien/gui/review/session_line.py"/>
        <source>Frames</source>
        <translation>Bilder</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/diagnostics/dialog.py"/>
        <location filename="../../../app/mien/gui/diagnostics/facts.py"/>
        <location filename="../../../app/mien/gui/status_bar.py"/>
        <source>Source</source>
        <translation>Quelle</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/diagnostics/dialog.py"/>
        <location filename="../../../app/mien/gui/report_dialog.py"/>
        <source>Copied</source>
        <translation>Kopiert</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/diagnostics/dialog.py"/>
        <source>Diagnostics, scrollable</source>
        <translation>Diagnose, rollbar</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/diagnostics/dialog.py"/>
        <source>Have it run on</source>
        <translation>Ausführen auf</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/diagnostics/dialog.py"/>
        <source>The command that mends it</source>
        <translation>Der Befehl, der es behebt</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/diagnostics/dialog.py"/>
        <source>Copy the command</source>
        <translation>Den Befehl kopieren</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/diagnostics/dialog.py"/>
        <location filename="../../../app/mien/gui/report_dialog.py"/>
        <source>Copy</source>
        <translation>Kopieren</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/diagnostics/dialog.py"/>
        <source>To mend it</source>
        <translation>So beheben Sie es</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/diagnostics/dialog.py"/>
        <source>Copy all of this as text, for a report</source>
        <translation>All das als Text kopieren, für einen Bericht</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/diagnostics/dialog.py"/>
        <source>Copy all</source>
        <translation>Alles kopieren</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/diagnostics/facts.py"/>
        <location filename="../../../app/mien/settings.py"/>
        <source>The fastest there is</source>
        <translation>Das schnellste verfügbare</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/diagnostics/facts.py"/>
        <source>Read by</source>
        <translation>Gelesen über</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/diagnostics/facts.py"/>
        <source>Pixel format</source>
        <translation>Pixelformat</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/diagnostics/facts.py"/>
        <source>Asked for</source>
        <translation>Gewünscht</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/diagnostics/facts.py"/>
        <source>Codec</source>
        <translation>Codec</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/diagnostics/facts.py"/>
        <source>Container</source>
        <translation>Container</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/diagnostics/facts.py"/>
        <source>Length</source>
        <translation>Länge</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/diagnostics/facts.py"/>
        <source>Turned by</source>
        <translation>Gedreht um</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/diagnostics/facts.py"/>
        <source>{analysed} of {captured} frames a second are analysed and on the screen {age} after their capture.</source>
        <translation>{analysed} von {captured} Bildern pro Sekunde werden analysiert und sind {age} nach der Aufnahme zu sehen.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/diagnostics/facts.py"/>
        <source>Waiting</source>
        <translation>Warten</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/diagnostics/facts.py"/>
        <source>Painting</source>
        <translation>Zeichnen</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/diagnostics/facts.py"/>
        <source>Capture to paint</source>
        <translation>Aufnahme bis Anzeige</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/diagnostics/facts.py"/>
        <source>Captured</source>
        <translation>Aufgenommen</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/diagnostics/facts.py"/>
        <location filename="../../../app/mien/gui/status_bar.py"/>
        <source>Analysed</source>
        <translation>Analysiert</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/diagnostics/facts.py"/>
        <source>Skipped, to stay live</source>
        <translation>Übersprungen, um live zu bleiben</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/diagnostics/facts.py"/>
        <source>Age of the newest</source>
        <translation>Alter des neuesten</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/diagnostics/facts.py"/>
        <location filename="../../../app/mien/gui/people/card.py"/>
        <source>Name</source>
        <translation>Name</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/diagnostics/facts.py"/>
        <source>Picture</source>
        <translation>Bild</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/diagnostics/facts.py"/>
        <source>Rate as stated</source>
        <translation>Rate laut Angabe</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/diagnostics/facts.py"/>
        <source>Rate as it is</source>
        <translation>Wirkliche Rate</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/diagnostics/facts.py"/>
        <source>Runs on</source>
        <translation>Läuft auf</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/diagnostics/facts.py"/>
        <source>Being loaded for</source>
        <translation>Wird geladen für</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/diagnostics/facts.py"/>
        <source>{free} of {total} MB free</source>
        <translation>{free} von {total} MB frei</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/diagnostics/facts.py"/>
        <source>GPU memory</source>
        <translation>GPU-Speicher</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/diagnostics/facts.py"/>
        <source>System</source>
        <translation>System</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/diagnostics/facts.py"/>
        <source>Computer</source>
        <translation>Computer</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/diagnostics/facts.py"/>
        <source>Versions</source>
        <translation>Versionen</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/diagnostics/facts.py"/>
        <source>Time of a frame, median and 95 of 100 within</source>
        <translation>Zeit pro Bild: Median, und worin 95 von 100 liegen</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/diagnostics/facts.py"/>
        <source>{rate}, {count} in all</source>
        <translation>{rate}, insgesamt {count}</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/diagnostics/tables.py"/>
        <source>Time of a frame</source>
        <translation>Zeit pro Bild</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/diagnostics/tables.py"/>
        <source>median</source>
        <translation>Median</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/diagnostics/tables.py"/>
        <source>95 of 100</source>
        <translation>95 von 100</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/dialogs.py"/>
        <source>Videos and pictures</source>
        <translation>Videos und Bilder</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/dialogs.py"/>
        <location filename="../../../app/mien/gui/preferences/controls.py"/>
        <location filename="../../../app/mien/gui/preferences/wiring.py"/>
        <source>All files</source>
        <translation>Alle Dateien</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/dialogs.py"/>
        <source>Open a stream</source>
        <translation>Einen Stream öffnen</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/dialogs.py"/>
        <source>Address of the stream, as rtsp://, http:// or https://</source>
        <translation>Adresse des Streams, als rtsp://, http:// oder https://</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/dialogs.py"/>
        <source>Keep a neutral face</source>
        <translation>Ein neutrales Gesicht speichern</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/dialogs.py"/>
        <source>Name of the profile: numbers are kept under it, no picture</source>
        <translation>Name des Profils: Gespeichert werden Zahlen, kein Bild</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/dialogs.py"/>
        <location filename="../../../app/mien/gui/review/deeds.py"/>
        <location filename="../../../app/mien/gui/review/start.py"/>
        <source>Open a session folder</source>
        <translation>Einen Sitzungsordner öffnen</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/dialogs.py"/>
        <source>Where recordings go</source>
        <translation>Wohin Aufnahmen kommen</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/dialogs.py"/>
        <location filename="../../../app/mien/gui/recording/wiring.py"/>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/evidence_menu.py"/>
        <source>The evidence map comes with the network, which is still loading</source>
        <translation>Die Evidenzkarte kommt mit dem Netz, das noch geladen wird</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/evidence_menu.py"/>
        <source>This network gives no evidence map: it does not tell which places spoke for a value</source>
        <translation>Dieses Netz liefert keine Evidenzkarte: Es sagt nicht, welche Stellen für einen Wert sprachen</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/evidence_menu.py"/>
        <source>Choose a value here, or click it in the side panel</source>
        <translation>Wählen Sie hier einen Wert, oder klicken Sie ihn in der Seitenleiste an</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/evidence_menu.py"/>
        <source>Evidence for</source>
        <translation>Evidenz für</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/evidence_menu.py"/>
        <source>The likeliest expression</source>
        <translation>Der wahrscheinlichste Ausdruck</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/first_start.py"/>
        <source>Before you start</source>
        <translation>Bevor Sie beginnen</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/first_start.py"/>
        <source>Tell the people you show to it</source>
        <translation>Sagen Sie es den Menschen, die Sie zeigen</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/first_start.py"/>
        <source>The EU AI Act asks that they are told (Art. 50(3)), and forbids reading emotions at work and in education (Art. 5(1)(f)).</source>
        <translation>Der AI Act der EU verlangt, dass sie es erfahren (Art. 50(3)), und verbietet es, bei der Arbeit und im Bildungswesen Emotionen zu lesen (Art. 5(1)(f)).</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/first_start.py"/>
        <source>For research and teaching</source>
        <translation>Für Forschung und Lehre</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/first_start.py"/>
        <source>Not for decisions about a person, nor for diagnosis. The network may be used for research alone, as its data sets ask; the settings take one of your own instead.</source>
        <translation>Nicht für Entscheidungen über einen Menschen und nicht für Diagnosen. Das Netz darf nur zur Forschung verwendet werden, wie seine Datensätze es verlangen; in den Einstellungen lässt sich stattdessen ein eigenes wählen.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/first_start.py"/>
        <source>It reads looks, not feelings</source>
        <translation>Es liest das Aussehen, nicht die Gefühle</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/first_start.py"/>
        <source>Every value is the estimate of a network from one picture of a face. What someone feels cannot be known from it.</source>
        <translation>Jeder Wert ist die Schätzung eines Netzes aus einem Bild eines Gesichts. Was jemand fühlt, lässt sich daraus nicht wissen.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/first_start.py"/>
        <source>Pictures stay on this computer</source>
        <translation>Bilder bleiben auf diesem Computer</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/first_start.py"/>
        <source>No picture and no value is sent anywhere.</source>
        <translation>Kein Bild und kein Wert wird irgendwohin gesendet.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/first_start.py"/>
        <source>I have read this</source>
        <translation>Ich habe das gelesen</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/guide/dialog.py"/>
        <source>Search the guide</source>
        <translation>Im Handbuch suchen</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/guide/dialog.py"/>
        <source>Words of a topic's title or text</source>
        <translation>Wörter aus Titel oder Text eines Themas</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/guide/dialog.py"/>
        <source>Topics of the guide</source>
        <translation>Themen des Handbuchs</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/guide/dialog.py"/>
        <source>No topic has these words.</source>
        <translation>Kein Thema enthält diese Wörter.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/insight/close_up.py"/>
        <source>This face was not read.</source>
        <translation>Dieses Gesicht wurde nicht gelesen.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/insight/close_up.py"/>
        <source>This network gives no saliency map.</source>
        <translation>Dieses Netz liefert keine Salienzkarte.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/insight/close_up.py"/>
        <location filename="../../../app/mien/overlays/__init__.py"/>
        <location filename="../../../app/mien/overlays/saliency.py"/>
        <source>Saliency</source>
        <translation>Salienz</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/insight/close_up.py"/>
        <source>Where people would look, which guides the network. 1 is the place that draws most.</source>
        <translation>Wohin Menschen schauen würden; das lenkt das Netz. 1 ist die Stelle, die den Blick am meisten anzieht.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/insight/close_up.py"/>
        <source>This network gives no evidence map.</source>
        <translation>Dieses Netz liefert keine Evidenzkarte.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/insight/close_up.py"/>
        <location filename="../../../app/mien/overlays/evidence.py"/>
        <source>Evidence for {value}</source>
        <translation>Evidenz für {value}</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/insight/close_up.py"/>
        <source>Yellow places speak for it, blue places against it, grey and clear ones say little. The mean over all places is the value before it becomes a probability.</source>
        <translation>Gelbe Stellen sprechen dafür, blaue dagegen, graue und klare sagen wenig. Das Mittel über alle Stellen ist der Wert, bevor er zur Wahrscheinlichkeit wird.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/insight/close_up.py"/>
        <source>The main face, enlarged</source>
        <translation>Das Hauptgesicht, vergrößert</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/insight/close_up.py"/>
        <location filename="../../../app/mien/gui/panel.py"/>
        <source>No face</source>
        <translation>Kein Gesicht</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/insight/close_up.py"/>
        <source>Scale of the map</source>
        <translation>Skala der Karte</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/insight/plot.py"/>
        <source>History of the last 30 seconds</source>
        <translation>Verlauf der letzten 30 Sekunden</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/insight/plot.py"/>
        <source>No value is ticked</source>
        <translation>Kein Wert ist angehakt</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/insight/plot.py"/>
        <source>Tick up to six values in the side panel, and they are drawn here.</source>
        <translation>Haken Sie in der Seitenleiste bis zu sechs Werte an, dann werden sie hier gezeichnet.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/insight/plot_paint.py"/>
        <source>{seconds} s ago</source>
        <translation>vor {seconds} s</translation>
    </message>
    <message numerus="yes">
        <location filename="../../../app/mien/gui/insight/wiring.py"/>
        <source>Not more than {n} lines can be told apart: take a tick away first.</source>
        <translation>
            <numerusform>Mehr als {n} Linie lässt sich nicht unterscheiden: Nehmen Sie zuerst einen Haken weg.</numerusform>
            <numerusform>Mehr als {n} Linien lassen sich nicht unterscheiden: Nehmen Sie zuerst einen Haken weg.</numerusform>
        </translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/job.py"/>
        <source>This failed unexpectedly ({error}); the log says more.</source>
        <translation>Das ist unerwartet fehlgeschlagen ({error}); mehr steht im Protokoll.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/knowing.py"/>
        <source>What it can know</source>
        <translation>Was es wissen kann</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/knowing.py"/>
        <source>What a face looks like.</source>
        <translation>Wonach ein Gesicht aussieht.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/knowing.py"/>
        <source>How probable it is that people who look at this one picture would call it happy, sad, surprised and so on. That is a likeness, judged by others.</source>
        <translation>Wie wahrscheinlich es ist, dass Menschen, die dieses eine Bild sehen, es fröhlich, traurig, überrascht und so weiter nennen. Das ist eine Ähnlichkeit, beurteilt von anderen.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/knowing.py"/>
        <source>What moves in it.</source>
        <translation>Was sich darin bewegt.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/knowing.py"/>
        <source>How probable it is that an Action Unit is present: a movement such as raised brows, described by what can be seen and not by what it might mean.</source>
        <translation>Wie wahrscheinlich eine Action Unit vorliegt: eine Bewegung wie gehobene Brauen, beschrieben durch das, was zu sehen ist, und nicht durch das, was es bedeuten mag.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/knowing.py"/>
        <source>How much it smiles.</source>
        <translation>Wie sehr es lächelt.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/knowing.py"/>
        <source>An estimate from 0 to 5, best compared within one person and one place.</source>
        <translation>Eine Schätzung von 0 bis 5, am besten bei einer Person an einem Ort zu vergleichen.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/knowing.py"/>
        <source>Where the head points, and when it was so.</source>
        <translation>Wohin der Kopf zeigt, und wann es so war.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/knowing.py"/>
        <source>From 478 landmarks, for every frame that was analysed, with its time.</source>
        <translation>Aus 478 Landmarken, für jedes analysierte Bild, mit seiner Zeit.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/knowing.py"/>
        <source>Which places decided.</source>
        <translation>Welche Stellen den Ausschlag gaben.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/knowing.py"/>
        <source>The evidence map is the sum that makes a value, place by place. The saliency map is different: it says where people would look, and guides the network.</source>
        <translation>Die Evidenzkarte ist die Summe, die einen Wert ausmacht, Stelle für Stelle. Die Salienzkarte ist etwas anderes: Sie sagt, wohin Menschen schauen würden, und lenkt das Netz.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/knowing.py"/>
        <source>What it cannot know</source>
        <translation>Was es nicht wissen kann</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/knowing.py"/>
        <source>What someone feels.</source>
        <translation>Was jemand fühlt.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/knowing.py"/>
        <source>People smile when they are happy, polite, nervous or in pain, and feel much without showing it. No value here measures a feeling, a thought or a wish.</source>
        <translation>Menschen lächeln, wenn sie froh, höflich, nervös sind oder Schmerzen haben, und fühlen viel, ohne es zu zeigen. Kein Wert hier misst ein Gefühl, einen Gedanken oder einen Wunsch.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/knowing.py"/>
        <source>Whether it is meant.</source>
        <translation>Ob es ernst gemeint ist.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/knowing.py"/>
        <source>A posed smile and a true one can look alike; so can play and earnest.</source>
        <translation>Ein gestelltes und ein echtes Lächeln können gleich aussehen, Spiel und Ernst auch.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/knowing.py"/>
        <source>Why.</source>
        <translation>Warum.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/knowing.py"/>
        <source>What happened before, what was said and who was there is not in a picture.</source>
        <translation>Was vorher geschah, was gesagt wurde und wer dabei war, steht nicht in einem Bild.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/knowing.py"/>
        <source>What is usual for this person.</source>
        <translation>Was bei diesem Menschen üblich ist.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/knowing.py"/>
        <source>Brows that stand low by nature look like a frown to it. Age, habit, a palsy, make-up, a beard or glasses change the values without any change of mood. Calibrating (K) takes the face at rest away, and nothing else.</source>
        <translation>Brauen, die von Natur aus tief stehen, sehen für das Netz wie ein Stirnrunzeln aus. Alter, Gewohnheit, eine Lähmung, Schminke, ein Bart oder eine Brille ändern die Werte, ohne dass die Stimmung sich ändert. Kalibrieren (K) nimmt das ruhende Gesicht heraus und sonst nichts.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/knowing.py"/>
        <source>Whether it errs more for some people than for others.</source>
        <translation>Ob es sich bei manchen Menschen öfter irrt als bei anderen.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/knowing.py"/>
        <source>The pictures that it was measured on do not say how old people are, what skin they have or where they live. So there is no figure, and it may well be so.</source>
        <translation>Die Bilder, an denen es gemessen wurde, sagen nicht, wie alt die Menschen sind, welche Haut sie haben oder wo sie leben. Darum gibt es keine Zahl, und es kann gut so sein.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/knowing.py"/>
        <source>What someone looks at.</source>
        <translation>Was jemand ansieht.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/knowing.py"/>
        <source>Gaze is how far the eyes are turned in the head, coarsely: no degrees, no place on a screen. Blinks that fall between two pictures are missed.</source>
        <translation>Blick heißt, wie weit die Augen im Kopf gedreht sind, grob: keine Grade, kein Ort auf einem Bildschirm. Ein Blinzeln zwischen zwei Bildern wird verpasst.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/knowing.py"/>
        <source>Who it is.</source>
        <translation>Wer es ist.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/knowing.py"/>
        <source>Faces have numbers while they are in view and for 5 seconds after. Nobody is recognised, and nothing of a face is stored unless you record.</source>
        <translation>Gesichter haben Nummern, solange sie zu sehen sind und 5 Sekunden danach. Niemand wird wiedererkannt, und von einem Gesicht wird nichts gespeichert, wenn Sie nicht aufnehmen.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/knowing.py"/>
        <source>How to read it well</source>
        <translation>Wie man es gut liest</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/knowing.py"/>
        <source>Compare like with like.</source>
        <translation>Vergleichen Sie Gleiches mit Gleichem.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/knowing.py"/>
        <source>One person with the same person, one light, one camera, one distance.</source>
        <translation>Dieselbe Person, dasselbe Licht, dieselbe Kamera, derselbe Abstand.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/knowing.py"/>
        <source>Look at changes over time.</source>
        <translation>Achten Sie auf Veränderungen.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/knowing.py"/>
        <source>One frame says little; the history and a recording say more.</source>
        <translation>Ein Bild sagt wenig; Verlauf und Aufnahme sagen mehr.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/knowing.py"/>
        <source>Mind the light beside the face's number.</source>
        <translation>Achten Sie auf das Licht neben der Nummer des Gesichts.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/knowing.py"/>
        <source>Where it is red the face is too dark, blurred, small, turned or covered to say much, and its values are grey. A hand of the skin's colour goes unseen.</source>
        <translation>Ist es rot, so ist das Gesicht zu dunkel, unscharf, klein, abgewandt oder verdeckt, um viel zu sagen, und seine Werte sind grau. Eine Hand in der Farbe der Haut bleibt unbemerkt.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/knowing.py"/>
        <source>Look at the face and the map.</source>
        <translation>Sehen Sie auf Gesicht und Karte.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/knowing.py"/>
        <source>If the evidence lies on hair, a shadow or the background, do not believe it.</source>
        <translation>Liegt die Evidenz auf Haaren, einem Schatten oder dem Hintergrund, glauben Sie ihr nicht.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/knowing.py"/>
        <source>Tell the people, and ask them.</source>
        <translation>Sagen Sie es den Menschen, und fragen Sie sie.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/knowing.py"/>
        <source>They must know that such a program looks at them. Do not use it to judge, select, grade, treat or sell to anybody; at work and in schools the European Union forbids it.</source>
        <translation>Sie müssen wissen, dass so ein Programm sie ansieht. Verwenden Sie es nicht, um jemanden zu beurteilen, auszuwählen, zu benoten, zu behandeln oder ihm etwas zu verkaufen; bei der Arbeit und in Schulen verbietet es die Europäische Union.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/knowing.py"/>
        <source>What the network's card says of its limits</source>
        <translation>Was die Karte des Netzes über seine Grenzen sagt</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/live.py"/>
        <source>Frozen, Space goes on</source>
        <translation>Angehalten, mit der Leertaste weiter</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/measured/light.py"/>
        <source>Well seen</source>
        <translation>Gut zu sehen</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/measured/light.py"/>
        <source>The face is sharp, lit, large and turned well enough to be read.</source>
        <translation>Das Gesicht ist scharf, hell, groß und gerade genug, um gelesen zu werden.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/measured/light.py"/>
        <source>How well the face can be read is not known.</source>
        <translation>Wie gut das Gesicht zu lesen ist, ist nicht bekannt.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/measured/light.py"/>
        <source>Its values are greyed out, as they would say little.</source>
        <translation>Seine Werte sind ausgegraut, da sie wenig sagen würden.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/measured/light.py"/>
        <source>Picture of the face</source>
        <translation>Bild des Gesichts</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/measured/rows.py"/>
        <source>Across</source>
        <translation>Seitlich</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/measured/rows.py"/>
        <source>How far the eyes turn to the person's own left, -1 to 1; coarse, no degrees</source>
        <translation>Wie weit sich die Augen nach der eigenen Linken der Person drehen, -1 bis 1; grob, keine Grade</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/measured/rows.py"/>
        <source>Up</source>
        <translation>Aufwärts</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/measured/rows.py"/>
        <source>How far the eyes turn up, -1 to 1; coarse, no degrees</source>
        <translation>Wie weit sich die Augen nach oben drehen, -1 bis 1; grob, keine Grade</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/measured/rows.py"/>
        <source>So far</source>
        <translation>Bisher</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/measured/rows.py"/>
        <source>Blinks since the face came into view</source>
        <translation>Blinzeln, seit das Gesicht ins Bild kam</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/measured/rows.py"/>
        <source>A minute</source>
        <translation>Pro Minute</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/measured/rows.py"/>
        <source>Blinks a minute over the last minute, once a quarter of it was seen</source>
        <translation>Blinzeln pro Minute in der letzten Minute, sobald ein Viertel davon gesehen wurde</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/measured/rows.py"/>
        <source>Mouth</source>
        <translation>Mund</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/measured/rows.py"/>
        <source>How much higher the person's own left corner of the mouth is, in shares of the distance between the eyes; only while the face looks ahead</source>
        <translation>Um wie viel der eigene linke Mundwinkel der Person höher liegt, in Anteilen des Augenabstands; nur solange das Gesicht nach vorn sieht</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/measured/rows.py"/>
        <source>Brows</source>
        <translation>Brauen</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/measured/rows.py"/>
        <source>How much higher the person's own left brow is, in shares of the distance between the eyes; only while the face looks ahead</source>
        <translation>Um wie viel die eigene linke Braue der Person höher liegt, in Anteilen des Augenabstands; nur solange das Gesicht nach vorn sieht</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/measured/rows.py"/>
        <source>a hint, not a verdict</source>
        <translation>ein Hinweis, kein Urteil</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/measured/rows.py"/>
        <source>The smaller of AU06 and AU12: smiles of joy often raise the cheeks too. So do strong smiles of any kind, and people can do it at will.</source>
        <translation>Der kleinere Wert von AU06 und AU12: Ein Lächeln der Freude hebt oft auch die Wangen. Das tut aber jedes starke Lächeln, und man kann es mit Absicht tun.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/measured/rows.py"/>
        <source>Duchenne</source>
        <translation>Duchenne</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/measured/rows.py"/>
        <source>Gaze</source>
        <translation>Blick</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/measured/rows.py"/>
        <source>Blinks</source>
        <translation>Blinzeln</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/measured/rows.py"/>
        <source>Left against right</source>
        <translation>Links/rechts</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/mode_menu.py"/>
        <source>Size and rate</source>
        <translation>Größe und Rate</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/mode_menu.py"/>
        <source>Size and rate of the camera</source>
        <translation>Größe und Rate der Kamera</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/mode_menu.py"/>
        <source>Now {given}</source>
        <translation>Jetzt {given}</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/mode_menu.py"/>
        <source>Automatic</source>
        <translation>Automatisch</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/mode_menu.py"/>
        <source>1280 x 720 at 30 a second, or near it</source>
        <translation>1280 x 720 bei 30 pro Sekunde, oder nahe daran</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/mode_menu.py"/>
        <source>As the camera likes</source>
        <translation>Wie die Kamera es möchte</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/mode_menu.py"/>
        <source>Nothing is asked of the camera</source>
        <translation>Von der Kamera wird nichts verlangt</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/mode_menu.py"/>
        <location filename="../../../app/mien/gui/sending/words.py"/>
        <source>{rate} a second</source>
        <translation>{rate} pro Sekunde</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/mode_menu.py"/>
        <source>compressed</source>
        <translation>komprimiert</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/mode_menu.py"/>
        <source>not compressed</source>
        <translation>nicht komprimiert</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/network_wiring.py"/>
        <source>The network changes once the recording has ended.</source>
        <translation>Das Netz wechselt, sobald die Aufnahme beendet ist.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/network_wiring.py"/>
        <source>This network gives no saliency map</source>
        <translation>Dieses Netz liefert keine Salienzkarte</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/network_wiring.py"/>
        <source>This network reads no expressions</source>
        <translation>Dieses Netz liest keine Ausdrücke</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/network_wiring.py"/>
        <source>This network reads no smile</source>
        <translation>Dieses Netz liest kein Lächeln</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/network_wiring.py"/>
        <source>This network reads no Action Units</source>
        <translation>Dieses Netz liest keine Action Units</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/notice_bar.py"/>
        <source>Notice</source>
        <translation>Hinweis</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/notice_bar.py"/>
        <source>What is offered</source>
        <translation>Was angeboten wird</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/notice_bar.py"/>
        <source>Close this notice</source>
        <translation>Diesen Hinweis schließen</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/pages.py"/>
        <source>Evidence maps are not kept in a session</source>
        <translation>Evidenzkarten werden in einer Sitzung nicht aufbewahrt</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/panel.py"/>
        <location filename="../../../app/mien/gui/review/deeds.py"/>
        <source>Readings</source>
        <translation>Werte</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/panel.py"/>
        <location filename="../../../app/mien/gui/review/lanes.py"/>
        <location filename="../../../app/mien/gui/review/summary.py"/>
        <location filename="../../../app/mien/overlays/__init__.py"/>
        <location filename="../../../app/mien/settings.py"/>
        <source>Expression</source>
        <translation>Ausdruck</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/panel.py"/>
        <location filename="../../../app/mien/gui/review/summary.py"/>
        <location filename="../../../app/mien/overlays/__init__.py"/>
        <location filename="../../../app/mien/settings.py"/>
        <source>Action Units</source>
        <translation>Action Units</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/panel.py"/>
        <source>Values are told relative to this person's own neutral face</source>
        <translation>Die Werte gelten relativ zum eigenen neutralen Gesicht dieser Person</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/panel.py"/>
        <source>The names come with the network, which is still loading.</source>
        <translation>Die Namen kommen mit dem Netz, das noch geladen wird.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/panel.py"/>
        <source>Estimates of a network, not what someone feels. {start}About it{end}</source>
        <translation>Schätzungen eines Netzes, nicht was jemand fühlt. {start}Mehr dazu{end}</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/panel.py"/>
        <source>1 of {count} faces</source>
        <translation>1 von {count} Gesichtern</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/panel.py"/>
        <source>relative to neutral</source>
        <translation>relativ zu neutral</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/panel.py"/>
        <source>Click another face, or press N for the next one</source>
        <translation>Klicken Sie ein anderes Gesicht an, oder drücken Sie N für das nächste</translation>
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
        <translation>Lächeln</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/panel.py"/>
        <source>intensity, estimated</source>
        <translation>Stärke, geschätzt</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/panel.py"/>
        <source>looks like, probability</source>
        <translation>sieht aus wie, Wahrscheinlichkeit</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/panel.py"/>
        <source>probability of presence</source>
        <translation>Wahrscheinlichkeit</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/panel.py"/>
        <source>rise above neutral</source>
        <translation>Anstieg über neutral</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/panel.py"/>
        <source>looks like, above neutral</source>
        <translation>sieht aus wie, über neutral</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/panel.py"/>
        <source>Readings, scrollable</source>
        <translation>Werte, rollbar</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/panel.py"/>
        <source>What these numbers are</source>
        <translation>Was diese Zahlen sind</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/panel.py"/>
        <source>How probable it is that people who look at this face would call it so.</source>
        <translation>Wie wahrscheinlich es ist, dass Menschen, die dieses Gesicht sehen, es so nennen.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/people/card.py"/>
        <source>About this face</source>
        <translation>Über dieses Gesicht</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/people/card.py"/>
        <source>Name of this face</source>
        <translation>Name dieses Gesichts</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/people/card.py"/>
        <source>Keep as the main face</source>
        <translation>Als Hauptgesicht</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/people/card.py"/>
        <source>The panel, the close-up and other programs stay with this face</source>
        <translation>Leiste, Nahaufnahme und andere Programme bleiben bei diesem Gesicht</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/people/card.py"/>
        <source>Done</source>
        <translation>Fertig</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/people/card.py"/>
        <source>Forgotten when the face has been away for 5 seconds; only a recording keeps it.</source>
        <translation>Vergessen, wenn das Gesicht 5 Sekunden weg war; nur eine Aufnahme behält es.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/people/card.py"/>
        <source>No colour of its own</source>
        <translation>Keine eigene Farbe</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/people/wiring.py"/>
        <source>There is no face in view that could be named.</source>
        <translation>Es ist kein Gesicht im Bild, das benannt werden könnte.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/picture.py"/>
        <source>Live picture</source>
        <translation>Live-Bild</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/pose_row.py"/>
        <source>Head pose</source>
        <translation>Kopf</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/pose_row.py"/>
        <source>Pitch</source>
        <translation>Nicken</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/pose_row.py"/>
        <source>Pitch of the head in degrees, up is positive</source>
        <translation>Nicken des Kopfes in Grad, nach oben positiv</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/pose_row.py"/>
        <source>Yaw</source>
        <translation>Drehen</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/pose_row.py"/>
        <source>Yaw of the head in degrees, positive when the person turns to their own left</source>
        <translation>Drehen des Kopfes in Grad, positiv, wenn die Person sich nach ihrer eigenen Linken dreht</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/pose_row.py"/>
        <source>Roll</source>
        <translation>Neigen</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/pose_row.py"/>
        <source>Roll of the head in degrees, positive when the head leans to the person's own left</source>
        <translation>Neigen des Kopfes in Grad, positiv, wenn der Kopf sich nach der eigenen Linken der Person neigt</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/preferences/controls.py"/>
        <source>Choose…</source>
        <translation>Wählen…</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/preferences/controls.py"/>
        <source>{folder}, change…</source>
        <translation>{folder}, ändern…</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/preferences/dialog.py"/>
        <location filename="../../../app/mien/gui/preferences/wiring.py"/>
        <source>Settings</source>
        <translation>Einstellungen</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/preferences/dialog.py"/>
        <source>Search the settings</source>
        <translation>Einstellungen durchsuchen</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/preferences/dialog.py"/>
        <source>Words of a setting's title or description</source>
        <translation>Wörter aus Titel oder Beschreibung einer Einstellung</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/preferences/dialog.py"/>
        <source>Groups of settings</source>
        <translation>Gruppen von Einstellungen</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/preferences/dialog.py"/>
        <source>No setting has these words.</source>
        <translation>Keine Einstellung enthält diese Wörter.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/preferences/dialog.py"/>
        <source>Settings, scrollable</source>
        <translation>Einstellungen, rollbar</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/preferences/dialog.py"/>
        <source>Import…</source>
        <translation>Importieren…</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/preferences/dialog.py"/>
        <source>Take the settings of a file</source>
        <translation>Die Einstellungen einer Datei übernehmen</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/preferences/dialog.py"/>
        <source>Export…</source>
        <translation>Exportieren…</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/preferences/dialog.py"/>
        <source>Write the settings to a file</source>
        <translation>Die Einstellungen in eine Datei schreiben</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/preferences/dialog.py"/>
        <source>Reset all…</source>
        <translation>Alles zurücksetzen…</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/preferences/dialog.py"/>
        <source>Set every setting back</source>
        <translation>Jede Einstellung zurücksetzen</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/preferences/dialog.py"/>
        <source>Everything is in force already</source>
        <translation>Alles gilt schon</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/preferences/row.py"/>
        <source>Reset {title} to {value}</source>
        <translation>{title} auf {value} zurücksetzen</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/preferences/row.py"/>
        <source>on</source>
        <translation>ein</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/preferences/row.py"/>
        <source>off</source>
        <translation>aus</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/preferences/row.py"/>
        <source>none</source>
        <translation>keine</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/preferences/wiring.py"/>
        <source>Import settings</source>
        <translation>Einstellungen importieren</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/preferences/wiring.py"/>
        <source>The settings of {name} are in force.</source>
        <translation>Die Einstellungen aus {name} gelten jetzt.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/preferences/wiring.py"/>
        <source>Export settings</source>
        <translation>Einstellungen exportieren</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/preferences/wiring.py"/>
        <source>The settings were written to {name}.</source>
        <translation>Die Einstellungen wurden in {name} geschrieben.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/preferences/wiring.py"/>
        <source>Set every setting back?</source>
        <translation>Jede Einstellung zurücksetzen?</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/preferences/wiring.py"/>
        <source>Your recordings, and what was opened last, stay.</source>
        <translation>Ihre Aufnahmen und das zuletzt Geöffnete bleiben.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/preferences/wiring.py"/>
        <source>Reset all</source>
        <translation>Alles zurücksetzen</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/preferences/wiring.py"/>
        <source>Every setting is as it was at the first start.</source>
        <translation>Jede Einstellung ist wie beim ersten Start.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/recording/bar.py"/>
        <source>Note, then Return</source>
        <translation>Notiz, dann Eingabetaste</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/recording/bar.py"/>
        <source>Note for a marker</source>
        <translation>Notiz für einen Marker</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/recording/bar.py"/>
        <location filename="../../../app/mien/gui/review/transport.py"/>
        <source>Set a marker</source>
        <translation>Einen Marker setzen</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/recording/bar.py"/>
        <location filename="../../../app/mien/gui/review/marker_book.py"/>
        <location filename="../../../app/mien/gui/review/transport.py"/>
        <source>Marker</source>
        <translation>Marker</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/recording/bar.py"/>
        <location filename="../../../app/mien/gui/recording/wiring.py"/>
        <location filename="../../../app/mien/gui/review/exporting.py"/>
        <source>Stop</source>
        <translation>Stopp</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/recording/bar.py"/>
        <source>End the recording</source>
        <translation>Die Aufnahme beenden</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/recording/bar.py"/>
        <source>Writing the rest</source>
        <translation>Der Rest wird geschrieben</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/recording/bar.py"/>
        <source>State of the recording</source>
        <translation>Zustand der Aufnahme</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/recording/bar.py"/>
        <source>Elapsed time</source>
        <translation>Verstrichene Zeit</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/recording/bar.py"/>
        <source>Room on the disk</source>
        <translation>Platz auf dem Datenträger</translation>
    </message>
    <message numerus="yes">
        <location filename="../../../app/mien/gui/recording/bar.py"/>
        <location filename="../../../app/mien/gui/recording/desk.py"/>
        <location filename="../../../app/mien/gui/recording/recovery.py"/>
        <location filename="../../../app/mien/gui/review/recents.py"/>
        <source>{n} frames</source>
        <translation>
            <numerusform>{n} Bild</numerusform>
            <numerusform>{n} Bilder</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <location filename="../../../app/mien/gui/recording/bar.py"/>
        <location filename="../../../app/mien/gui/recording/desk.py"/>
        <source>{n} skipped</source>
        <translation>
            <numerusform>{n} übersprungen</numerusform>
            <numerusform>{n} übersprungen</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <location filename="../../../app/mien/gui/recording/bar.py"/>
        <location filename="../../../app/mien/gui/recording/desk.py"/>
        <source>{n} gaps</source>
        <translation>
            <numerusform>{n} Lücke</numerusform>
            <numerusform>{n} Lücken</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <location filename="../../../app/mien/gui/recording/bar.py"/>
        <source>{n} markers</source>
        <translation>
            <numerusform>{n} Marker</numerusform>
            <numerusform>{n} Marker</numerusform>
        </translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/recording/bar.py"/>
        <source>{size} GB left</source>
        <translation>{size} GB frei</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/recording/count_down.py"/>
        <source>Count-down to the recording</source>
        <translation>Countdown zur Aufnahme</translation>
    </message>
    <message numerus="yes">
        <location filename="../../../app/mien/gui/recording/desk.py"/>
        <source>{n} lost</source>
        <translation>
            <numerusform>{n} verloren</numerusform>
            <numerusform>{n} verloren</numerusform>
        </translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/recording/desk.py"/>
        <source>Recorded {name}: {parts}.</source>
        <translation>{name} aufgenommen: {parts}.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/recording/menu.py"/>
        <source>Keep clean video</source>
        <translation>Video ohne Überlagerungen behalten</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/recording/menu.py"/>
        <source>Keep annotated video</source>
        <translation>Video mit Überlagerungen behalten</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/recording/menu.py"/>
        <source>Keep clean and annotated video</source>
        <translation>Beide Videos behalten</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/recording/menu.py"/>
        <source>Keep numbers only, no picture</source>
        <translation>Nur Zahlen behalten, kein Bild</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/recording/menu.py"/>
        <location filename="../../../app/mien/gui/toolbar.py"/>
        <source>What is recorded, and where</source>
        <translation>Was aufgenommen wird, und wohin</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/recording/menu.py"/>
        <location filename="../../../app/mien/settings.py"/>
        <source>Blur faces</source>
        <translation>Gesichter unkenntlich machen</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/recording/menu.py"/>
        <source>Every face that is found is made unrecognisable; one that is never found is not</source>
        <translation>Jedes gefundene Gesicht wird unkenntlich gemacht; eines, das nie gefunden wird, nicht</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/recording/menu.py"/>
        <source>Recordings go to {folder}…</source>
        <translation>Aufnahmen kommen nach {folder}…</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/recording/menu.py"/>
        <source>{folder}: choose another folder</source>
        <translation>{folder}: anderen Ordner wählen</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/recording/menu.py"/>
        <source>Begin at once</source>
        <translation>Sofort beginnen</translation>
    </message>
    <message numerus="yes">
        <location filename="../../../app/mien/gui/recording/menu.py"/>
        <source>Begin after {n} seconds</source>
        <translation>
            <numerusform>Nach {n} Sekunde beginnen</numerusform>
            <numerusform>Nach {n} Sekunden beginnen</numerusform>
        </translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/recording/recovery.py"/>
        <source>{name} is whole again: {frames}.</source>
        <translation>{name} ist wieder ganz: {frames}.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/recording/wiring.py"/>
        <source>Before you record</source>
        <translation>Bevor Sie aufnehmen</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/recording/wiring.py"/>
        <source>They know, record</source>
        <translation>Sie wissen Bescheid, aufnehmen</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/recording/wiring.py"/>
        <source>Tell the people who are shown</source>
        <translation>Sagen Sie es den Menschen im Bild</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/recording/wiring.py"/>
        <source>They must know that they are recorded and what is read of their faces, before it begins.</source>
        <translation>Sie müssen wissen, dass sie aufgenommen werden und was aus ihren Gesichtern gelesen wird, bevor es beginnt.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/recording/wiring.py"/>
        <source>What is stored</source>
        <translation>Was gespeichert wird</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/recording/wiring.py"/>
        <source>The picture, and for each face its place, its landmarks, the values that are shown, the saliency map, and the name that you gave it. The arrow beside the record button can blur faces, which hides those that are found, or keep no picture: all else stays.</source>
        <translation>Das Bild und zu jedem Gesicht sein Ort, seine Landmarken, die gezeigten Werte, die Salienzkarte und der Name, den Sie ihm gegeben haben. Der Pfeil neben dem Aufnahmeknopf kann Gesichter unkenntlich machen, soweit sie gefunden werden, oder kein Bild behalten: Alles andere bleibt.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/recording/wiring.py"/>
        <source>Where it is stored</source>
        <translation>Wo es gespeichert wird</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/recording/wiring.py"/>
        <source>In a folder of this computer and nowhere else. Nothing is sent anywhere.</source>
        <translation>In einem Ordner dieses Computers und nirgends sonst. Es wird nichts irgendwohin gesendet.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/recording/wiring.py"/>
        <source>It can be deleted</source>
        <translation>Es lässt sich löschen</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/recording/wiring.py"/>
        <source>On the review page a session is deleted with everything in it.</source>
        <translation>Auf der Seite Durchsicht wird eine Sitzung mit allem gelöscht, was darin ist.</translation>
    </message>
    <message numerus="yes">
        <location filename="../../../app/mien/gui/recording/wiring.py"/>
        <source>{n} recordings were cut short and can be made whole: {names}.</source>
        <translation>
            <numerusform>Eine Aufnahme wurde abgebrochen und lässt sich wiederherstellen: {names}.</numerusform>
            <numerusform>{n} Aufnahmen wurden abgebrochen und lassen sich wiederherstellen: {names}.</numerusform>
        </translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/recording/wiring.py"/>
        <source>Recover</source>
        <translation>Wiederherstellen</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/renewal.py"/>
        <source>The language changes when Mien is started the next time.</source>
        <translation>Die Sprache wechselt, wenn Mien das nächste Mal gestartet wird.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/report_dialog.py"/>
        <source>Report of an error</source>
        <translation>Fehlerbericht</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/report_dialog.py"/>
        <source>It helps whoever mends Mien. Nothing is sent: you can read it, copy it into a message, or delete it.</source>
        <translation>Er hilft denen, die Mien verbessern. Nichts wird gesendet: Sie können ihn lesen, in eine Nachricht kopieren oder löschen.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/report_dialog.py"/>
        <source>The report</source>
        <translation>Der Bericht</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/report_dialog.py"/>
        <source>Copy the whole text</source>
        <translation>Den ganzen Text kopieren</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/report_dialog.py"/>
        <source>Delete this report</source>
        <translation>Diesen Bericht löschen</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/report_dialog.py"/>
        <source>Show folder</source>
        <translation>Ordner zeigen</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/report_dialog.py"/>
        <source>Open the folder of the log</source>
        <translation>Den Ordner des Protokolls öffnen</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/report_dialog.py"/>
        <source>Close; the report stays</source>
        <translation>Schließen; der Bericht bleibt</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/report_dialog.py"/>
        <source>The report could not be deleted ({reason}).</source>
        <translation>Der Bericht konnte nicht gelöscht werden ({reason}).</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/report_dialog.py"/>
        <source>The report could not be read ({reason}).</source>
        <translation>Der Bericht konnte nicht gelesen werden ({reason}).</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/deeds.py"/>
        <location filename="../../../app/mien/gui/review/transport.py"/>
        <source>Play</source>
        <translation>Abspielen</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/deeds.py"/>
        <source>Play, or pause</source>
        <translation>Abspielen oder pausieren</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/deeds.py"/>
        <source>Frame back</source>
        <translation>Bild zurück</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/deeds.py"/>
        <source>One frame back</source>
        <translation>Ein Bild zurück</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/deeds.py"/>
        <source>Frame on</source>
        <translation>Bild vor</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/deeds.py"/>
        <source>One frame on</source>
        <translation>Ein Bild vor</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/deeds.py"/>
        <source>Second back</source>
        <translation>Sekunde zurück</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/deeds.py"/>
        <source>One second back</source>
        <translation>Eine Sekunde zurück</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/deeds.py"/>
        <source>Second on</source>
        <translation>Sekunde vor</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/deeds.py"/>
        <source>One second on</source>
        <translation>Eine Sekunde vor</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/deeds.py"/>
        <source>Marker before</source>
        <translation>Voriger Marker</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/deeds.py"/>
        <source>Go to the marker before</source>
        <translation>Zum vorigen Marker</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/deeds.py"/>
        <source>Next marker</source>
        <translation>Nächster Marker</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/deeds.py"/>
        <source>Go to the next marker</source>
        <translation>Zum nächsten Marker</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/deeds.py"/>
        <source>To the start</source>
        <translation>Zum Anfang</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/deeds.py"/>
        <source>Go to the first frame</source>
        <translation>Zum ersten Bild</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/deeds.py"/>
        <source>To the end</source>
        <translation>Zum Ende</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/deeds.py"/>
        <source>Go to the last frame</source>
        <translation>Zum letzten Bild</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/deeds.py"/>
        <source>Slower</source>
        <translation>Langsamer</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/deeds.py"/>
        <source>Play slower</source>
        <translation>Langsamer abspielen</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/deeds.py"/>
        <source>Faster</source>
        <translation>Schneller</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/deeds.py"/>
        <source>Play faster</source>
        <translation>Schneller abspielen</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/deeds.py"/>
        <source>See more</source>
        <translation>Mehr sehen</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/deeds.py"/>
        <source>See a longer stretch</source>
        <translation>Eine längere Strecke sehen</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/deeds.py"/>
        <source>See all</source>
        <translation>Alles sehen</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/deeds.py"/>
        <source>See the whole session</source>
        <translation>Die ganze Sitzung sehen</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/deeds.py"/>
        <source>See closer</source>
        <translation>Näher sehen</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/deeds.py"/>
        <source>See a shorter stretch</source>
        <translation>Eine kürzere Strecke sehen</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/deeds.py"/>
        <source>All lanes</source>
        <translation>Alle Spuren</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/deeds.py"/>
        <source>A lane for every expression and Action Unit</source>
        <translation>Eine Spur für jeden Ausdruck und jede Action Unit</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/deeds.py"/>
        <source>Undo</source>
        <translation>Rückgängig</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/deeds.py"/>
        <source>Take the last change of the markers back</source>
        <translation>Die letzte Änderung der Marker zurücknehmen</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/deeds.py"/>
        <source>Redo</source>
        <translation>Wiederholen</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/deeds.py"/>
        <source>Do the change of the markers again</source>
        <translation>Die Änderung der Marker erneut ausführen</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/deeds.py"/>
        <source>Delete marker</source>
        <translation>Marker löschen</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/deeds.py"/>
        <source>Delete the chosen marker</source>
        <translation>Den gewählten Marker löschen</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/deeds.py"/>
        <source>Show the values of this frame</source>
        <translation>Die Werte dieses Bildes zeigen</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/deeds.py"/>
        <location filename="../../../app/mien/gui/review/marker_panel.py"/>
        <source>Markers</source>
        <translation>Marker</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/deeds.py"/>
        <source>Show the list of markers</source>
        <translation>Die Liste der Marker zeigen</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/deeds.py"/>
        <location filename="../../../app/mien/gui/review/summary.py"/>
        <source>Summary</source>
        <translation>Übersicht</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/deeds.py"/>
        <source>Show the figures of each face</source>
        <translation>Die Zahlen zu jedem Gesicht zeigen</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/deeds.py"/>
        <location filename="../../../app/mien/gui/review/start.py"/>
        <source>Open session…</source>
        <translation>Sitzung öffnen…</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/deeds.py"/>
        <source>All sessions</source>
        <translation>Alle Sitzungen</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/deeds.py"/>
        <source>Back to the list of sessions</source>
        <translation>Zurück zur Liste der Sitzungen</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/deeds.py"/>
        <source>Show the folder</source>
        <translation>Ordner zeigen</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/deeds.py"/>
        <source>Show the session's files</source>
        <translation>Die Dateien der Sitzung zeigen</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/deeds.py"/>
        <location filename="../../../app/mien/gui/toolbar.py"/>
        <source>Export</source>
        <translation>Export</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/deeds.py"/>
        <source>Hand the session on in another format</source>
        <translation>Die Sitzung in einem anderen Format weitergeben</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/deeds.py"/>
        <source>Save summary…</source>
        <translation>Übersicht speichern…</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/deeds.py"/>
        <source>Save the summary as a picture</source>
        <translation>Die Übersicht als Bild speichern</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/deeds.py"/>
        <source>Delete session…</source>
        <translation>Sitzung löschen…</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/deeds.py"/>
        <source>Delete all of this session</source>
        <translation>Alles von dieser Sitzung löschen</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/exporting.py"/>
        <source>The export was stopped; nothing was written.</source>
        <translation>Der Export wurde angehalten; es wurde nichts geschrieben.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/exporting.py"/>
        <source>Export: {format}</source>
        <translation>Export: {format}</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/exporting.py"/>
        <source>{name} is still being written: wait for it, then try again.</source>
        <translation>{name} wird noch geschrieben: Warten Sie, und versuchen Sie es dann erneut.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/exporting.py"/>
        <source>Writing {name}…</source>
        <translation>{name} wird geschrieben…</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/exporting.py"/>
        <source>Written: {file}</source>
        <translation>Geschrieben: {file}</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/exporting.py"/>
        <source>Writing {name}: {percent}</source>
        <translation>{name} wird geschrieben: {percent}</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/film.py"/>
        <source>The video is damaged here: what was read of the faces is shown without it.</source>
        <translation>Das Video ist hier beschädigt: Was aus den Gesichtern gelesen wurde, wird ohne es gezeigt.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/film.py"/>
        <source>The video of this session can no longer be read; what was read of the faces is still there.</source>
        <translation>Das Video dieser Sitzung ist nicht mehr lesbar; was aus den Gesichtern gelesen wurde, ist noch da.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/kind_box.py"/>
        <source>Kind of the marker</source>
        <translation>Art des Markers</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/kind_box.py"/>
        <source>Kinds of markers</source>
        <translation>Arten von Markern</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/lanes.py"/>
        <source>Most probable expression</source>
        <translation>Wahrscheinlichster Ausdruck</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/lanes.py"/>
        <source>Smile intensity, 0 to 5</source>
        <translation>Stärke des Lächelns, 0 bis 5</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/marker_panel.py"/>
        <source>No marker yet. Keys 1 to 9 set one at the playhead, 0 a neutral face, I and O the beginning and end of a stimulus.</source>
        <translation>Noch kein Marker. Die Tasten 1 bis 9 setzen einen am Abspielkopf, 0 ein neutrales Gesicht, I und O Beginn und Ende eines Reizes.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/marker_panel.py"/>
        <source>Time of the marker</source>
        <translation>Zeit des Markers</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/marker_panel.py"/>
        <source>Label of the marker</source>
        <translation>Beschriftung des Markers</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/marker_panel.py"/>
        <source>Note of the marker</source>
        <translation>Notiz des Markers</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/marker_panel.py"/>
        <source>Move to playhead</source>
        <translation>Zum Abspielkopf</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/marker_panel.py"/>
        <location filename="../../../app/mien/gui/review/transport.py"/>
        <source>Time</source>
        <translation>Zeit</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/marker_panel.py"/>
        <source>Kind</source>
        <translation>Art</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/marker_panel.py"/>
        <source>Label</source>
        <translation>Text</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/page.py"/>
        <source>Recorded picture</source>
        <translation>Aufgenommenes Bild</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/page.py"/>
        <source>Opening {name}…</source>
        <translation>{name} wird geöffnet…</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/page.py"/>
        <source>Deleting {name}…</source>
        <translation>{name} wird gelöscht…</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/recents.py"/>
        <source>recovered</source>
        <translation>wiederhergestellt</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/session_button.py"/>
        <location filename="../../../app/mien/gui/review/start.py"/>
        <source>Sessions</source>
        <translation>Sitzungen</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/session_button.py"/>
        <source>Choose a session</source>
        <translation>Eine Sitzung wählen</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/session_button.py"/>
        <source>Session: {name}</source>
        <translation>Sitzung: {name}</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/session_line.py"/>
        <source>About the session</source>
        <translation>Über die Sitzung</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/session_line.py"/>
        <location filename="../../../app/mien/gui/status_bar.py"/>
        <source>Skipped</source>
        <translation>Übersprungen</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/session_line.py"/>
        <source>Lost</source>
        <translation>Verloren</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/session_line.py"/>
        <source>Gaps</source>
        <translation>Lücken</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/session_line.py"/>
        <source>No session is open</source>
        <translation>Keine Sitzung ist offen</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/session_line.py"/>
        <source>read by {network}</source>
        <translation>gelesen von {network}</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/side.py"/>
        <source>Session</source>
        <translation>Sitzung</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/side.py"/>
        <source>Summary, scrollable</source>
        <translation>Übersicht, rollbar</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/start.py"/>
        <source>Nothing was recorded yet. Record on the live page, or open a session folder, or drop it here.</source>
        <translation>Noch wurde nichts aufgenommen. Nehmen Sie auf der Live-Seite auf, öffnen Sie einen Sitzungsordner, oder ziehen Sie ihn hierher.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/start.py"/>
        <source>Recent sessions</source>
        <translation>Letzte Sitzungen</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/start.py"/>
        <source>In {folder}</source>
        <translation>In {folder}</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/stored.py"/>
        <source>No frame was recorded in this session</source>
        <translation>In dieser Sitzung wurde kein Bild aufgenommen</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/stored.py"/>
        <source>No picture was kept, only numbers</source>
        <translation>Es wurde kein Bild behalten, nur Zahlen</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/stored.py"/>
        <source>The overlays are part of this video</source>
        <translation>Die Überlagerungen sind Teil dieses Videos</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/stored.py"/>
        <location filename="../../../app/mien/gui/review/under.py"/>
        <source>No picture came here</source>
        <translation>Hier kam kein Bild</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/stored.py"/>
        <source>The picture of this frame was not kept</source>
        <translation>Das Bild hierzu wurde nicht behalten</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/summary.py"/>
        <source>No face was seen.</source>
        <translation>Es wurde kein Gesicht gesehen.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/summary.py"/>
        <source>share of time</source>
        <translation>Anteil der Zeit</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/summary.py"/>
        <source>mean, peak; 0 to 5</source>
        <translation>Mittel, höchster; 0 bis 5</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/summary.py"/>
        <source>mean, peak</source>
        <translation>Mittel, höchster</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/summary.py"/>
        <source>in view {percent}</source>
        <translation>im Bild {percent}</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/summary.py"/>
        <source>eyes shut {percent}</source>
        <translation>Augen zu {percent}</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/summary.py"/>
        <source>Face {number}: {values}.</source>
        <translation>Gesicht {number}: {values}.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/summary.py"/>
        <source>Face {number}: {in_view}; {shares}; smile {mean}, at most {peak}.</source>
        <translation>Gesicht {number}: {in_view}; {shares}; Lächeln {mean}, höchstens {peak}.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/timeline.py"/>
        <source>Timeline</source>
        <translation>Zeitleiste</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/transport.py"/>
        <source>Playing</source>
        <translation>Abspielen</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/transport.py"/>
        <source>Speed and jumps</source>
        <translation>Tempo und Sprünge</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/transport.py"/>
        <source>Pause</source>
        <translation>Pause</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/transport.py"/>
        <source>Frame</source>
        <translation>Bild</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/under.py"/>
        <source>frame {number}</source>
        <translation>Bild {number}</translation>
    </message>
    <message numerus="yes">
        <location filename="../../../app/mien/gui/review/under.py"/>
        <source>{n} frames skipped before this one</source>
        <translation>
            <numerusform>{n} Bild davor übersprungen</numerusform>
            <numerusform>{n} Bilder davor übersprungen</numerusform>
        </translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/under.py"/>
        <source>Face {number}: not in view</source>
        <translation>Gesicht {number}: nicht im Bild</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/under.py"/>
        <source>Face {number}: not read</source>
        <translation>Gesicht {number}: nicht gelesen</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/under.py"/>
        <source>Expression not known</source>
        <translation>Ausdruck nicht bekannt</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/under.py"/>
        <source>Smile {value}</source>
        <translation>Lächeln {value}</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/under.py"/>
        <source>Face {number}: in view</source>
        <translation>Gesicht {number}: im Bild</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/viewer.py"/>
        <source>frame {number} of {count}</source>
        <translation>Bild {number} von {count}</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/wiring.py"/>
        <source>Delete {name}?</source>
        <translation>{name} löschen?</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/wiring.py"/>
        <source>All of it is deleted from the disk: video, values, saliency and markers, in {folder}. This cannot be undone.</source>
        <translation>Alles davon wird vom Datenträger gelöscht: Video, Werte, Salienz und Marker, in {folder}. Das lässt sich nicht rückgängig machen.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/wiring.py"/>
        <source>Save the summary</source>
        <translation>Die Übersicht speichern</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/wiring.py"/>
        <source>Saved: {file}</source>
        <translation>Gespeichert: {file}</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/wiring.py"/>
        <source>{file} could not be written.</source>
        <translation>{file} konnte nicht geschrieben werden.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/wiring.py"/>
        <source>{name} was deleted, all of it.</source>
        <translation>{name} wurde gelöscht, alles davon.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/saliency_menu.py"/>
        <location filename="../../../app/mien/gui/toolbar.py"/>
        <source>Which map, and how it looks</source>
        <translation>Welche Karte, und wie sie aussieht</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/saliency_menu.py"/>
        <source>Saliency (where people would look)</source>
        <translation>Salienz (wohin Menschen schauen würden)</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/saliency_menu.py"/>
        <source>Opacity of the map</source>
        <translation>Deckkraft der Karte</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/saliency_menu.py"/>
        <source>How the map looks</source>
        <translation>Wie die Karte aussieht</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/saliency_menu.py"/>
        <source>Opacity</source>
        <translation>Deckkraft</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/saliency_menu.py"/>
        <location filename="../../../app/mien/settings.py"/>
        <source>Colours of saliency</source>
        <translation>Farben der Salienz</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/saliency_menu.py"/>
        <source>Colour map {name}</source>
        <translation>Farbskala {name}</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/sending/card.py"/>
        <source>Open it once more</source>
        <translation>Noch einmal öffnen</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/sending/card.py"/>
        <source>With the token, for a receiver</source>
        <translation>Mit dem Token, für einen Empfänger</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/sending/card.py"/>
        <source>Copy address</source>
        <translation>Adresse kopieren</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/sending/card.py"/>
        <source>What a receiver has to know</source>
        <translation>Was ein Empfänger wissen muss</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/sending/card.py"/>
        <source>Copy token</source>
        <translation>Token kopieren</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/sending/dialog.py"/>
        <source>Numbers of the faces, while they are analysed. Nothing leaves this computer unless you choose an address elsewhere. Tell the people who are shown.</source>
        <translation>Zahlen zu den Gesichtern, während sie analysiert werden. Nichts verlässt diesen Computer, wenn Sie nicht eine Adresse anderswo wählen. Sagen Sie es den Menschen im Bild.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/sending/dialog.py"/>
        <source>Live values to other programs</source>
        <translation>Live-Werte an andere Programme</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/sending/dialog.py"/>
        <source>Ways to other programs, scrollable</source>
        <translation>Wege zu anderen Programmen, rollbar</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/sending/dialog.py"/>
        <source>What is switched on goes on</source>
        <translation>Was eingeschaltet ist, läuft weiter</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/sending/wiring.py"/>
        <source>Live values go to other computers</source>
        <translation>Live-Werte gehen an andere Computer</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/sending/wiring.py"/>
        <source>Live values go to other programs</source>
        <translation>Live-Werte gehen an andere Programme</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/sending/words.py"/>
        <source>Other computers can receive this. Nothing is encrypted: use it only in a network that you trust.</source>
        <translation>Andere Computer können dies empfangen. Nichts ist verschlüsselt: Verwenden Sie es nur in einem Netzwerk, dem Sie vertrauen.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/sending/words.py"/>
        <source>Looking for a marker stream</source>
        <translation>Ein Marker-Stream wird gesucht</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/sending/words.py"/>
        <source>Waiting for the network to be loaded</source>
        <translation>Warten, bis das Netz geladen ist</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/sending/words.py"/>
        <source>Opening…</source>
        <translation>Wird geöffnet…</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/sending/words.py"/>
        <source>nobody listens yet</source>
        <translation>noch hört niemand zu</translation>
    </message>
    <message numerus="yes">
        <location filename="../../../app/mien/gui/sending/words.py"/>
        <source>{n} listen</source>
        <translation>
            <numerusform>{n} hört zu</numerusform>
            <numerusform>{n} hören zu</numerusform>
        </translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/sending/words.py"/>
        <source>{count} dropped</source>
        <translation>{count} verworfen</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/sending/words.py"/>
        <source>{count} refused</source>
        <translation>{count} abgewiesen</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/sending/words.py"/>
        <source>From {stream}</source>
        <translation>Von {stream}</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/sending/words.py"/>
        <source>{count} recorded</source>
        <translation>{count} aufgenommen</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/sending/words.py"/>
        <source>{count} came without a recording</source>
        <translation>{count} kamen ohne Aufnahme</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/smile_meter.py"/>
        <source>Smile intensity</source>
        <translation>Stärke des Lächelns</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/smile_meter.py"/>
        <source>{value} of {most}</source>
        <translation>{value} von {most}</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/smile_meter.py"/>
        <source>of {most}</source>
        <translation>von {most}</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/source_desk.py"/>
        <source>No camera found, showing the demo</source>
        <translation>Keine Kamera gefunden, es läuft die Demo</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/source_desk.py"/>
        <source>The cameras did not answer, showing the demo</source>
        <translation>Die Kameras antworteten nicht, es läuft die Demo</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/source_desk.py"/>
        <source>Camera</source>
        <translation>Kamera</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/source_picker.py"/>
        <source>Source: {name}</source>
        <translation>Quelle: {name}</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/source_picker.py"/>
        <source>Looking for cameras…</source>
        <translation>Kameras werden gesucht…</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/source_picker.py"/>
        <source>The cameras did not answer</source>
        <translation>Die Kameras antworteten nicht</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/source_picker.py"/>
        <source>No camera found</source>
        <translation>Keine Kamera gefunden</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/stage.py"/>
        <source>Picture area</source>
        <translation>Bildbereich</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/stage.py"/>
        <source>Hint</source>
        <translation>Hinweis</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/stage.py"/>
        <source>Information</source>
        <translation>Information</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/state.py"/>
        <source>Watch the demo</source>
        <translation>Demo ansehen</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/state.py"/>
        <source>Play again</source>
        <translation>Noch einmal</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/state.py"/>
        <source>This did not work</source>
        <translation>Das hat nicht geklappt</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/state.py"/>
        <source>The source is not there</source>
        <translation>Die Quelle ist nicht da</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/state.py"/>
        <source>The camera is in use</source>
        <translation>Die Kamera ist belegt</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/state.py"/>
        <source>No permission</source>
        <translation>Keine Berechtigung</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/state.py"/>
        <source>No camera</source>
        <translation>Keine Kamera</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/state.py"/>
        <source>Looking for a camera</source>
        <translation>Eine Kamera wird gesucht</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/state.py"/>
        <source>This takes a moment.</source>
        <translation>Das dauert einen Moment.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/state.py"/>
        <source>The last picture</source>
        <translation>Das letzte Bild</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/state.py"/>
        <source>No face in view</source>
        <translation>Kein Gesicht im Bild</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/state.py"/>
        <source>Waiting for the first picture</source>
        <translation>Warten auf das erste Bild</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/state.py"/>
        <location filename="../../../app/mien/gui/status_bar.py"/>
        <source>Starting</source>
        <translation>Startet</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/state.py"/>
        <source>Nothing is open</source>
        <translation>Nichts ist offen</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/state.py"/>
        <source>Choose a camera, a file or a stream.</source>
        <translation>Wählen Sie eine Kamera, eine Datei oder einen Stream.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/state.py"/>
        <source>The source stopped giving pictures.</source>
        <translation>Die Quelle liefert keine Bilder mehr.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/state.py"/>
        <source>Lost, reconnecting</source>
        <translation>Verloren, wird neu verbunden</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/state.py"/>
        <source>The source</source>
        <translation>Die Quelle</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/state.py"/>
        <source>{name} was played to its end.</source>
        <translation>{name} wurde bis zum Ende abgespielt.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/state.py"/>
        <source>The end</source>
        <translation>Das Ende</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/state.py"/>
        <source>No cause is known. Try again, or choose another source.</source>
        <translation>Die Ursache ist nicht bekannt. Versuchen Sie es erneut, oder wählen Sie eine andere Quelle.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/state.py"/>
        <source>The source is being closed.</source>
        <translation>Die Quelle wird geschlossen.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/state.py"/>
        <location filename="../../../app/mien/gui/status_bar.py"/>
        <source>Stopping</source>
        <translation>Wird beendet</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/state_card.py"/>
        <source>Progress</source>
        <translation>Fortschritt</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/status_bar.py"/>
        <source>Finding faces</source>
        <translation>Gesichter finden</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/status_bar.py"/>
        <source>Cutting out</source>
        <translation>Ausschneiden</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/status_bar.py"/>
        <source>Network</source>
        <translation>Netz</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/status_bar.py"/>
        <source>Measuring</source>
        <translation>Messen</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/status_bar.py"/>
        <source>Idle</source>
        <translation>Bereit</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/status_bar.py"/>
        <source>Reconnecting</source>
        <translation>Verbindet neu</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/status_bar.py"/>
        <source>Ended</source>
        <translation>Zu Ende</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/status_bar.py"/>
        <source>Failed</source>
        <translation>Fehlgeschlagen</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/status_bar.py"/>
        <source>Status</source>
        <translation>Status</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/status_bar.py"/>
        <source>State</source>
        <translation>Zustand</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/status_bar.py"/>
        <source>Analysed frames a second</source>
        <translation>Analysierte Bilder pro Sekunde</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/status_bar.py"/>
        <source>Latency</source>
        <translation>Verzögerung</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/status_bar.py"/>
        <source>Skipped frames</source>
        <translation>Übersprungene Bilder</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/status_bar.py"/>
        <source>Frozen</source>
        <translation>Angehalten</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/status_bar.py"/>
        <source>From capture to paint: median {median}, 95 of 100 within {p95}</source>
        <translation>Von der Aufnahme bis zur Anzeige: Median {median}, 95 von 100 in höchstens {p95}</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/status_bar.py"/>
        <source>ONNX Runtime uses {provider}</source>
        <translation>ONNX Runtime verwendet {provider}</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/status_bar.py"/>
        <source>Not known yet</source>
        <translation>Noch nicht bekannt</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/status_bar.py"/>
        <source>Frames analysed in the last second</source>
        <translation>In der letzten Sekunde analysierte Bilder</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/status_bar.py"/>
        <source>From capture to paint</source>
        <translation>Von der Aufnahme bis zur Anzeige</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/status_bar.py"/>
        <source>Frames captured but not analysed, to stay live</source>
        <translation>Aufgenommen, aber nicht analysiert, um live zu bleiben</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/status_bar.py"/>
        <source>{rate} really come</source>
        <translation>{rate} kommen wirklich an</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/status_bar.py"/>
        <source>Pixel format {name}</source>
        <translation>Pixelformat {name}</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/status_bar.py"/>
        <source>The newest picture was captured {age} ago</source>
        <translation>Das neueste Bild wurde vor {age} aufgenommen</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/third_parties.py"/>
        <source>Faces are found by MediaPipe and its Face Landmarker model, copyright Google LLC and the MediaPipe authors, under the Apache License, version 2.0; both are used unchanged.</source>
        <translation>Gesichter findet MediaPipe mit seinem Modell Face Landmarker, Copyright Google LLC und die Autoren von MediaPipe, unter der Apache-Lizenz, Version 2.0; beide werden unverändert verwendet.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/third_parties.py"/>
        <source>This copy was installed from packages. Each brought the text of its licence, which lies with it in the Python environment.</source>
        <translation>Diese Fassung wurde aus Paketen installiert. Jedes brachte den Text seiner Lizenz mit, der in der Python-Umgebung bei ihm liegt.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/third_parties.py"/>
        <source>Back to the list of third parties</source>
        <translation>Zurück zur Liste der Drittanbieter</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/third_parties.py"/>
        <source>Back to the list</source>
        <translation>Zurück zur Liste</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/tick.py"/>
        <source>Smile in the history</source>
        <translation>Lächeln im Verlauf</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/tick.py"/>
        <source>Draw the smile in the history</source>
        <translation>Das Lächeln im Verlauf zeichnen</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/toolbar.py"/>
        <source>Toolbar</source>
        <translation>Werkzeugleiste</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/toolbar.py"/>
        <source>Export the session</source>
        <translation>Die Sitzung exportieren</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/toolbar.py"/>
        <source>Open</source>
        <translation>Öffnen</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/toolbar.py"/>
        <source>Map</source>
        <translation>Karte</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/trouble.py"/>
        <source>Something went wrong inside Mien ({error}). It goes on. A report was written on this computer; nothing is sent.</source>
        <translation>In Mien ist etwas schiefgegangen ({error}). Es läuft weiter. Ein Bericht wurde auf diesem Computer geschrieben; nichts wird gesendet.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/trouble.py"/>
        <source>Something went wrong inside Mien ({error}). The recording was closed, so that nothing of it is lost. A report was written on this computer; nothing is sent.</source>
        <translation>In Mien ist etwas schiefgegangen ({error}). Die Aufnahme wurde geschlossen, damit nichts davon verloren geht. Ein Bericht wurde auf diesem Computer geschrieben; nichts wird gesendet.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/trouble.py"/>
        <source>Something went wrong inside Mien ({error}), and no report could be written.</source>
        <translation>In Mien ist etwas schiefgegangen ({error}), und es konnte kein Bericht geschrieben werden.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/trouble.py"/>
        <source>Mien ended unexpectedly the last time. A report was written on this computer; nothing is sent.</source>
        <translation>Mien wurde beim letzten Mal unerwartet beendet. Ein Bericht wurde auf diesem Computer geschrieben; nichts wird gesendet.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/trouble.py"/>
        <source>Show report</source>
        <translation>Bericht zeigen</translation>
    </message>
    <message>
        <location filename="../../../app/mien/measures/calibration.py"/>
        <source>Too few pictures came in three seconds: wait until it runs faster, then try again.</source>
        <translation>In drei Sekunden kamen zu wenige Bilder: Warten Sie, bis es schneller läuft, und versuchen Sie es dann erneut.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/measures/calibration.py"/>
        <source>The face was not in view all the time: stay in the picture and try again.</source>
        <translation>Das Gesicht war nicht die ganze Zeit im Bild: Bleiben Sie im Bild, und versuchen Sie es erneut.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/measures/calibration.py"/>
        <source>Look straight into the camera and try again.</source>
        <translation>Sehen Sie gerade in die Kamera, und versuchen Sie es erneut.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/measures/calibration.py"/>
        <source>Hold your head still for three seconds and try again.</source>
        <translation>Halten Sie den Kopf drei Sekunden still, und versuchen Sie es erneut.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/measures/calibration.py"/>
        <source>Keep your face at rest for three seconds and try again.</source>
        <translation>Halten Sie das Gesicht drei Sekunden entspannt, und versuchen Sie es erneut.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/measures/calibration.py"/>
        <source>Let your face rest without a smile and try again.</source>
        <translation>Entspannen Sie das Gesicht ohne Lächeln, und versuchen Sie es erneut.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/measures/calibration.py"/>
        <source>The network does not read this face: nothing can be calibrated.</source>
        <translation>Das Netz liest dieses Gesicht nicht: Es lässt sich nichts kalibrieren.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/measures/observer.py"/>
        <source>Still pictures cannot be calibrated: open a camera or a video.</source>
        <translation>Standbilder lassen sich nicht kalibrieren: Öffnen Sie eine Kamera oder ein Video.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/measures/observer.py"/>
        <source>The face was lost: try again once it is in view.</source>
        <translation>Das Gesicht ging verloren: Versuchen Sie es erneut, sobald es im Bild ist.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/measures/profiles.py"/>
        <source>The profile {name} cannot be kept ({why}): make room or change who may write.</source>
        <translation>Das Profil {name} kann nicht gespeichert werden ({why}): Schaffen Sie Platz, oder ändern Sie die Schreibrechte.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/measures/profiles.py"/>
        <source>The profile {name} was made with another network: calibrate this person again.</source>
        <translation>Das Profil {name} wurde mit einem anderen Netz erstellt: Kalibrieren Sie diese Person neu.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/measures/profiles.py"/>
        <source>The profile {name} cannot be deleted ({why}).</source>
        <translation>Das Profil {name} kann nicht gelöscht werden ({why}).</translation>
    </message>
    <message>
        <location filename="../../../app/mien/measures/profiles.py"/>
        <source>A profile cannot be called so: use letters, digits and spaces.</source>
        <translation>So kann ein Profil nicht heißen: Verwenden Sie Buchstaben, Ziffern und Leerzeichen.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/measures/profiles.py"/>
        <source>The profile {name} cannot be read ({why}).</source>
        <translation>Das Profil {name} kann nicht gelesen werden ({why}).</translation>
    </message>
    <message>
        <location filename="../../../app/mien/measures/profiles.py"/>
        <source>The profile {name} is damaged or made by hand: delete it and calibrate again.</source>
        <translation>Das Profil {name} ist beschädigt oder von Hand gemacht: Löschen Sie es, und kalibrieren Sie neu.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/measures/quality.py"/>
        <source>The face is blurred: hold still, or set the camera's focus.</source>
        <translation>Das Gesicht ist unscharf: Halten Sie still, oder stellen Sie den Fokus der Kamera ein.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/measures/quality.py"/>
        <source>The face is too dark: put a light in front of it.</source>
        <translation>Das Gesicht ist zu dunkel: Stellen Sie ein Licht davor.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/measures/quality.py"/>
        <source>The face is too bright: take away light, or lower the camera's exposure.</source>
        <translation>Das Gesicht ist zu hell: Nehmen Sie Licht weg, oder senken Sie die Belichtung der Kamera.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/measures/quality.py"/>
        <source>Parts of the face are pure black or white: the light is too hard.</source>
        <translation>Teile des Gesichts sind rein schwarz oder weiß: Das Licht ist zu hart.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/measures/quality.py"/>
        <source>The face is too small: come closer to the camera.</source>
        <translation>Das Gesicht ist zu klein: Kommen Sie näher an die Kamera.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/measures/quality.py"/>
        <source>The head is turned too far away from the camera.</source>
        <translation>Der Kopf ist zu weit von der Kamera weggedreht.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/measures/quality.py"/>
        <source>Part of the face is outside the picture.</source>
        <translation>Ein Teil des Gesichts liegt außerhalb des Bildes.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/measures/quality.py"/>
        <source>Part of the face seems to be covered.</source>
        <translation>Ein Teil des Gesichts scheint verdeckt zu sein.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/measures/quality.py"/>
        <source>Blurred</source>
        <translation>Unscharf</translation>
    </message>
    <message>
        <location filename="../../../app/mien/measures/quality.py"/>
        <source>Too dark</source>
        <translation>Zu dunkel</translation>
    </message>
    <message>
        <location filename="../../../app/mien/measures/quality.py"/>
        <source>Too bright</source>
        <translation>Zu hell</translation>
    </message>
    <message>
        <location filename="../../../app/mien/measures/quality.py"/>
        <source>Hard light</source>
        <translation>Hartes Licht</translation>
    </message>
    <message>
        <location filename="../../../app/mien/measures/quality.py"/>
        <source>Too small</source>
        <translation>Zu klein</translation>
    </message>
    <message>
        <location filename="../../../app/mien/measures/quality.py"/>
        <source>Turned away</source>
        <translation>Abgewandt</translation>
    </message>
    <message>
        <location filename="../../../app/mien/measures/quality.py"/>
        <source>Cut off</source>
        <translation>Angeschnitten</translation>
    </message>
    <message>
        <location filename="../../../app/mien/measures/quality.py"/>
        <source>Covered</source>
        <translation>Verdeckt</translation>
    </message>
    <message>
        <location filename="../../../app/mien/network/card_file.py"/>
        <source>This ONNX file is another network: it carries no Mien card.</source>
        <translation>Diese ONNX-Datei ist ein anderes Netz: Sie hat keine Karte von Mien.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/network/card_file.py"/>
        <source>The card in this ONNX file is not complete: {problems}.</source>
        <translation>Die Karte in dieser ONNX-Datei ist nicht vollständig: {problems}.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/network/failure.py"/>
        <source>{name} cannot be used: {problems}; and {count} more. 'mien network {name}' lists all.</source>
        <translation>{name} kann nicht verwendet werden: {problems}; und {count} weitere. „mien network {name}“ nennt alle.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/network/failure.py"/>
        <source>{name} cannot be used: {problems}.</source>
        <translation>{name} kann nicht verwendet werden: {problems}.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/network/nvidia.py"/>
        <source>No NVIDIA GPU was found.</source>
        <translation>Es wurde keine NVIDIA-GPU gefunden.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/network/nvidia.py"/>
        <source>There is an NVIDIA GPU, but its driver is not installed.</source>
        <translation>Eine NVIDIA-GPU ist da, aber ihr Treiber ist nicht installiert.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/network/nvidia.py"/>
        <source>The NVIDIA driver does not answer: restart the computer.</source>
        <translation>Der NVIDIA-Treiber antwortet nicht: Starten Sie den Computer neu.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/network/nvidia.py"/>
        <source>The NVIDIA driver lists no GPU: it may be lent to another system or too old.</source>
        <translation>Der NVIDIA-Treiber nennt keine GPU: Vielleicht ist sie an ein anderes System verliehen oder zu alt.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/network/nvidia.py"/>
        <source>The NVIDIA driver can do CUDA {had}, but CUDA {needed} is needed: update it.</source>
        <translation>Der NVIDIA-Treiber kann CUDA {had}, nötig ist aber CUDA {needed}: Aktualisieren Sie ihn.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/network/nvidia.py"/>
        <source>There is an NVIDIA GPU, but {name} is missing: it comes with CUDA {cuda} and cuDNN {cudnn}.</source>
        <translation>Eine NVIDIA-GPU ist da, aber {name} fehlt: Es kommt mit CUDA {cuda} und cuDNN {cudnn}.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/network/nvidia.py"/>
        <source>The GPU's memory is full: {free} of {total} MB are free, and about {needed} MB are needed. Close another program that uses the GPU.</source>
        <translation>Der Speicher der GPU ist voll: {free} von {total} MB sind frei, etwa {needed} MB sind nötig. Schließen Sie ein anderes Programm, das die GPU benutzt.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/network/own.py"/>
        <source>The network {name} was stopped: {reason}.</source>
        <translation>Das Netz {name} wurde angehalten: {reason}.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/network/providers.py"/>
        <source>The network runs on the CPU.</source>
        <translation>Das Netz läuft auf der CPU.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/network/providers.py"/>
        <source>This ONNX Runtime was built without CUDA.</source>
        <translation>Diese ONNX Runtime wurde ohne CUDA gebaut.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/network/providers.py"/>
        <source>CUDA could not be started, although driver, libraries and free memory are there: the log may say more.</source>
        <translation>CUDA ließ sich nicht starten, obwohl Treiber, Bibliotheken und freier Speicher da sind: Vielleicht sagt das Protokoll mehr.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/network/providers.py"/>
        <source>The GPU stopped answering, so the network runs on the CPU from here on; nothing was lost. Once the GPU is back, choose it again on the diagnostics page.</source>
        <translation>Die GPU antwortet nicht mehr, daher läuft das Netz ab hier auf der CPU; nichts ging verloren. Ist die GPU wieder da, wählen Sie sie auf der Diagnoseseite erneut.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/network/providers.py"/>
        <source>There is no device '{device}': choose auto, {devices}.</source>
        <translation>Das Gerät „{device}“ gibt es nicht: Wählen Sie auto, {devices}.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/network/providers.py"/>
        <source>This ONNX Runtime cannot use '{device}': choose another device, or install a build that can.</source>
        <translation>Diese ONNX Runtime kann „{device}“ nicht verwenden: Wählen Sie ein anderes Gerät, oder installieren Sie eine Fassung, die es kann.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/network/providers.py"/>
        <source>{providers} could not be started, so the network runs on the CPU.</source>
        <translation>{providers} ließ sich nicht starten, daher läuft das Netz auf der CPU.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/network/providers.py"/>
        <source>To mend it: {command}</source>
        <translation>So beheben Sie es: {command}</translation>
    </message>
    <message>
        <location filename="../../../app/mien/network/session.py"/>
        <source>The network {file} cannot be read: {reason}.</source>
        <translation>Das Netz {file} kann nicht gelesen werden: {reason}.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/network/session.py"/>
        <source>{name} keeps its weights in another file: export it as one file.</source>
        <translation>{name} hat seine Gewichte in einer anderen Datei: Exportieren Sie es als eine Datei.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/network/session.py"/>
        <source>{name} needs an operator that ONNX Runtime does not have: export it for another opset.</source>
        <translation>{name} braucht einen Operator, den ONNX Runtime nicht hat: Exportieren Sie es für ein anderes Opset.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/network/session.py"/>
        <source>{name} is damaged or no ONNX network; choose another file or install Mien anew.</source>
        <translation>{name} ist beschädigt oder kein ONNX-Netz; wählen Sie eine andere Datei, oder installieren Sie Mien neu.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/outlets/extras.py"/>
        <source>This needs {module}, which is not installed: run pip install 'mien[{extra}]'.</source>
        <translation>Dafür ist {module} nötig, das nicht installiert ist: Führen Sie pip install 'mien[{extra}]' aus.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/outlets/lsl.py"/>
        <source>Streams {faces} and {markers}</source>
        <translation>Streams {faces} und {markers}</translation>
    </message>
    <message>
        <location filename="../../../app/mien/outlets/lsl_library.py"/>
        <source>Lab Streaming Layer is already in use with another reach: start Mien anew.</source>
        <translation>Lab Streaming Layer läuft schon mit anderer Reichweite: Starten Sie Mien neu.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/outlets/lsl_markers.py"/>
        <source>A stream's name cannot hold both kinds of quotes: {stream}</source>
        <translation>Der Name eines Streams kann nicht beide Arten von Anführungszeichen enthalten: {stream}</translation>
    </message>
    <message>
        <location filename="../../../app/mien/outlets/osc.py"/>
        <source>The host {host} for OSC is not known: check its name.</source>
        <translation>Der Host {host} für OSC ist nicht bekannt: Prüfen Sie seinen Namen.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/outlets/peers.py"/>
        <source>The WebSocket could not be started; the log says more.</source>
        <translation>Der WebSocket konnte nicht gestartet werden; mehr steht im Protokoll.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/outlets/peers.py"/>
        <source>The WebSocket cannot listen on {host}:{port} ({reason}): choose another port.</source>
        <translation>Der WebSocket kann auf {host}:{port} nicht lauschen ({reason}): Wählen Sie einen anderen Port.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/outlets/virtual_camera.py"/>
        <source>There is no virtual camera: install OBS Studio, which brings one.</source>
        <translation>Es gibt keine virtuelle Kamera: Installieren Sie OBS Studio, das eine mitbringt.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/outlets/virtual_camera.py"/>
        <source>There is no virtual camera: install OBS Studio and start its virtual camera once.</source>
        <translation>Es gibt keine virtuelle Kamera: Installieren Sie OBS Studio, und starten Sie dessen virtuelle Kamera einmal.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/outlets/virtual_camera.py"/>
        <source>There is no virtual camera: install v4l2loopback (on Debian or Ubuntu: sudo apt install v4l2loopback-dkms), then run sudo modprobe v4l2loopback exclusive_caps=1 card_label=Mien.</source>
        <translation>Es gibt keine virtuelle Kamera: Installieren Sie v4l2loopback (auf Debian oder Ubuntu: sudo apt install v4l2loopback-dkms), dann führen Sie sudo modprobe v4l2loopback exclusive_caps=1 card_label=Mien aus.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/outlets/virtual_camera.py"/>
        <source>The virtual camera cannot be used ({reason}).</source>
        <translation>Die virtuelle Kamera ist nicht verwendbar ({reason}).</translation>
    </message>
    <message>
        <location filename="../../../app/mien/overlays/__init__.py"/>
        <source>Saliency map: where people would look, which guides the network</source>
        <translation>Salienzkarte: wohin Menschen schauen würden; das lenkt das Netz</translation>
    </message>
    <message>
        <location filename="../../../app/mien/overlays/__init__.py"/>
        <source>Evidence</source>
        <translation>Evidenz</translation>
    </message>
    <message>
        <location filename="../../../app/mien/overlays/__init__.py"/>
        <source>Evidence map: which places speak for a value, and which against it</source>
        <translation>Evidenzkarte: welche Stellen für einen Wert sprechen und welche dagegen</translation>
    </message>
    <message>
        <location filename="../../../app/mien/overlays/__init__.py"/>
        <location filename="../../../app/mien/settings.py"/>
        <source>Landmarks</source>
        <translation>Landmarken</translation>
    </message>
    <message>
        <location filename="../../../app/mien/overlays/__init__.py"/>
        <source>Landmarks: face oval, eyes, irises, brows, nose and lips</source>
        <translation>Landmarken: Gesichtsoval, Augen, Iris, Brauen, Nase und Lippen</translation>
    </message>
    <message>
        <location filename="../../../app/mien/overlays/__init__.py"/>
        <location filename="../../../app/mien/settings.py"/>
        <source>Box</source>
        <translation>Rahmen</translation>
    </message>
    <message>
        <location filename="../../../app/mien/overlays/__init__.py"/>
        <source>Box and number of each face</source>
        <translation>Rahmen und Nummer jedes Gesichts</translation>
    </message>
    <message>
        <location filename="../../../app/mien/overlays/__init__.py"/>
        <source>Expression: what each face looks like most</source>
        <translation>Ausdruck: wonach jedes Gesicht am meisten aussieht</translation>
    </message>
    <message>
        <location filename="../../../app/mien/overlays/__init__.py"/>
        <source>Smile intensity beside each face, 0 to 5</source>
        <translation>Stärke des Lächelns neben jedem Gesicht, 0 bis 5</translation>
    </message>
    <message>
        <location filename="../../../app/mien/overlays/__init__.py"/>
        <source>Action Units: the strongest three beside the main face</source>
        <translation>Action Units: die drei stärksten neben dem Hauptgesicht</translation>
    </message>
    <message>
        <location filename="../../../app/mien/overlays/box.py"/>
        <source>{face}: {reason}</source>
        <translation>{face}: {reason}</translation>
    </message>
    <message>
        <location filename="../../../app/mien/overlays/evidence.py"/>
        <source>against</source>
        <translation>dagegen</translation>
    </message>
    <message>
        <location filename="../../../app/mien/overlays/evidence.py"/>
        <source>for</source>
        <translation>dafür</translation>
    </message>
    <message>
        <location filename="../../../app/mien/overlays/evidence.py"/>
        <source>Evidence for each likeliest expression</source>
        <translation>Evidenz je für den wahrscheinlichsten Ausdruck</translation>
    </message>
    <message>
        <location filename="../../../app/mien/overlays/facs.py"/>
        <source>Inner brow raiser</source>
        <translation>Innere Brauen heben</translation>
    </message>
    <message>
        <location filename="../../../app/mien/overlays/facs.py"/>
        <source>Outer brow raiser</source>
        <translation>Äußere Brauen heben</translation>
    </message>
    <message>
        <location filename="../../../app/mien/overlays/facs.py"/>
        <source>Brow lowerer</source>
        <translation>Brauen senken</translation>
    </message>
    <message>
        <location filename="../../../app/mien/overlays/facs.py"/>
        <source>Upper lid raiser</source>
        <translation>Oberlid heben</translation>
    </message>
    <message>
        <location filename="../../../app/mien/overlays/facs.py"/>
        <source>Cheek raiser</source>
        <translation>Wangen heben</translation>
    </message>
    <message>
        <location filename="../../../app/mien/overlays/facs.py"/>
        <source>Lid tightener</source>
        <translation>Lider anspannen</translation>
    </message>
    <message>
        <location filename="../../../app/mien/overlays/facs.py"/>
        <source>Nose wrinkler</source>
        <translation>Nase rümpfen</translation>
    </message>
    <message>
        <location filename="../../../app/mien/overlays/facs.py"/>
        <source>Upper lip raiser</source>
        <translation>Oberlippe heben</translation>
    </message>
    <message>
        <location filename="../../../app/mien/overlays/facs.py"/>
        <source>Nasolabial deepener</source>
        <translation>Nasolabialfalte</translation>
    </message>
    <message>
        <location filename="../../../app/mien/overlays/facs.py"/>
        <source>Lip corner puller</source>
        <translation>Mundwinkel heben</translation>
    </message>
    <message>
        <location filename="../../../app/mien/overlays/facs.py"/>
        <source>Dimpler</source>
        <translation>Grübchen</translation>
    </message>
    <message>
        <location filename="../../../app/mien/overlays/facs.py"/>
        <source>Lip corner depressor</source>
        <translation>Mundwinkel senken</translation>
    </message>
    <message>
        <location filename="../../../app/mien/overlays/facs.py"/>
        <source>Lower lip depressor</source>
        <translation>Unterlippe senken</translation>
    </message>
    <message>
        <location filename="../../../app/mien/overlays/facs.py"/>
        <source>Chin raiser</source>
        <translation>Kinn heben</translation>
    </message>
    <message>
        <location filename="../../../app/mien/overlays/facs.py"/>
        <source>Lip pucker</source>
        <translation>Lippen spitzen</translation>
    </message>
    <message>
        <location filename="../../../app/mien/overlays/facs.py"/>
        <source>Lip stretcher</source>
        <translation>Lippen dehnen</translation>
    </message>
    <message>
        <location filename="../../../app/mien/overlays/facs.py"/>
        <source>Neck tightener</source>
        <translation>Hals anspannen</translation>
    </message>
    <message>
        <location filename="../../../app/mien/overlays/facs.py"/>
        <source>Lip funneler</source>
        <translation>Lippentrichter</translation>
    </message>
    <message>
        <location filename="../../../app/mien/overlays/facs.py"/>
        <source>Lip tightener</source>
        <translation>Lippen anspannen</translation>
    </message>
    <message>
        <location filename="../../../app/mien/overlays/facs.py"/>
        <source>Lip pressor</source>
        <translation>Lippen pressen</translation>
    </message>
    <message>
        <location filename="../../../app/mien/overlays/facs.py"/>
        <source>Lips part</source>
        <translation>Lippen öffnen</translation>
    </message>
    <message>
        <location filename="../../../app/mien/overlays/facs.py"/>
        <source>Jaw drop</source>
        <translation>Kiefer senken</translation>
    </message>
    <message>
        <location filename="../../../app/mien/overlays/facs.py"/>
        <source>Mouth stretch</source>
        <translation>Mund weit öffnen</translation>
    </message>
    <message>
        <location filename="../../../app/mien/overlays/facs.py"/>
        <source>Lip suck</source>
        <translation>Lippen einsaugen</translation>
    </message>
    <message>
        <location filename="../../../app/mien/overlays/facs.py"/>
        <source>Eyes closed</source>
        <translation>Augen geschlossen</translation>
    </message>
    <message>
        <location filename="../../../app/mien/overlays/facs.py"/>
        <source>Blink</source>
        <translation>Blinzeln</translation>
    </message>
    <message>
        <location filename="../../../app/mien/overlays/facs.py"/>
        <source>Lifts the inner ends of the brows; the forehead folds in its middle. Frontalis.</source>
        <translation>Hebt die inneren Enden der Brauen; die Stirn faltet sich in der Mitte. Frontalis.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/overlays/facs.py"/>
        <source>Lifts the outer ends of the brows into an arch. Frontalis, outer part.</source>
        <translation>Hebt die äußeren Enden der Brauen zu einem Bogen. Frontalis, äußerer Teil.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/overlays/facs.py"/>
        <source>Pulls the brows down and together; folds stand between them. Corrugator.</source>
        <translation>Zieht die Brauen nach unten und zusammen; dazwischen stehen Falten. Corrugator.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/overlays/facs.py"/>
        <source>Raises the upper lids, so that more white shows. Levator palpebrae.</source>
        <translation>Hebt die Oberlider, sodass mehr Weiß zu sehen ist. Levator palpebrae.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/overlays/facs.py"/>
        <source>Lifts the cheeks and gathers the skin around the eyes. Orbicularis oculi.</source>
        <translation>Hebt die Wangen und rafft die Haut um die Augen. Orbicularis oculi.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/overlays/facs.py"/>
        <source>Tightens the lids and narrows the eyes. Orbicularis oculi, inner part.</source>
        <translation>Spannt die Lider und verengt die Augen. Orbicularis oculi, innerer Teil.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/overlays/facs.py"/>
        <source>Wrinkles the nose along its sides and draws the brows down. Levator labii.</source>
        <translation>Faltet die Seiten der Nase und zieht die Brauen nach unten. Levator labii.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/overlays/facs.py"/>
        <source>Lifts the upper lip in its middle; the folds beside the nose deepen. Levator.</source>
        <translation>Hebt die Oberlippe in der Mitte; die Falten neben der Nase vertiefen sich. Levator.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/overlays/facs.py"/>
        <source>Deepens the upper part of the folds beside the nose. Zygomaticus minor.</source>
        <translation>Vertieft den oberen Teil der Falten neben der Nase. Zygomaticus minor.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/overlays/facs.py"/>
        <source>Pulls the corners of the lips up and back, as in a smile. Zygomaticus major.</source>
        <translation>Zieht die Mundwinkel nach oben und hinten, wie beim Lächeln. Zygomaticus major.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/overlays/facs.py"/>
        <source>Presses the corners of the lips inward, so that they dimple. Buccinator.</source>
        <translation>Presst die Mundwinkel nach innen, sodass Grübchen entstehen. Buccinator.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/overlays/facs.py"/>
        <source>Draws the corners of the lips down. Depressor anguli oris.</source>
        <translation>Zieht die Mundwinkel nach unten. Depressor anguli oris.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/overlays/facs.py"/>
        <source>Draws the lower lip down and flattens the chin. Depressor labii inferioris.</source>
        <translation>Zieht die Unterlippe nach unten und flacht das Kinn ab. Depressor labii inferioris.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/overlays/facs.py"/>
        <source>Pushes the chin and the lower lip up; the chin wrinkles. Mentalis.</source>
        <translation>Schiebt Kinn und Unterlippe nach oben; das Kinn kräuselt sich. Mentalis.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/overlays/facs.py"/>
        <source>Draws the lips together to a small round. Incisivii labii.</source>
        <translation>Zieht die Lippen zu einer kleinen Rundung zusammen. Incisivii labii.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/overlays/facs.py"/>
        <source>Stretches the lips straight back towards the ears. Risorius.</source>
        <translation>Dehnt die Lippen gerade zu den Ohren hin. Risorius.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/overlays/facs.py"/>
        <source>Tightens the skin of the neck. Platysma. It has no landmarks to be lit.</source>
        <translation>Spannt die Haut des Halses. Platysma. Dafür gibt es keine Landmarken, die aufleuchten könnten.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/overlays/facs.py"/>
        <source>Pushes the lips out like a funnel. Orbicularis oris.</source>
        <translation>Schiebt die Lippen wie einen Trichter vor. Orbicularis oris.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/overlays/facs.py"/>
        <source>Tightens the lips, which become narrower. Orbicularis oris.</source>
        <translation>Spannt die Lippen, die schmaler werden. Orbicularis oris.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/overlays/facs.py"/>
        <source>Presses the lips together without pushing the chin up. Orbicularis oris.</source>
        <translation>Presst die Lippen aufeinander, ohne das Kinn zu heben. Orbicularis oris.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/overlays/facs.py"/>
        <source>Parts the lips, with the teeth together or not.</source>
        <translation>Öffnet die Lippen, mit geschlossenen Zähnen oder nicht.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/overlays/facs.py"/>
        <source>Lets the jaw drop as its muscles relax.</source>
        <translation>Lässt den Kiefer sinken, da seine Muskeln sich lösen.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/overlays/facs.py"/>
        <source>Pulls the jaw down, so that the mouth stands wide open. Pterygoids, digastric.</source>
        <translation>Zieht den Kiefer nach unten, sodass der Mund weit offen steht. Pterygoidei, Digastricus.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/overlays/facs.py"/>
        <source>Sucks the lips into the mouth. Orbicularis oris.</source>
        <translation>Saugt die Lippen in den Mund. Orbicularis oris.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/overlays/facs.py"/>
        <source>Closes the eyes for half a second or longer.</source>
        <translation>Schließt die Augen für eine halbe Sekunde oder länger.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/overlays/facs.py"/>
        <source>Closes the eyes and opens them again at once.</source>
        <translation>Schließt die Augen und öffnet sie gleich wieder.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/overlays/facs.py"/>
        <source>trace</source>
        <translation>Spur</translation>
    </message>
    <message>
        <location filename="../../../app/mien/overlays/facs.py"/>
        <source>slight</source>
        <translation>leicht</translation>
    </message>
    <message>
        <location filename="../../../app/mien/overlays/facs.py"/>
        <source>marked</source>
        <translation>deutlich</translation>
    </message>
    <message>
        <location filename="../../../app/mien/overlays/facs.py"/>
        <source>severe</source>
        <translation>stark</translation>
    </message>
    <message>
        <location filename="../../../app/mien/overlays/facs.py"/>
        <source>maximum</source>
        <translation>maximal</translation>
    </message>
    <message>
        <location filename="../../../app/mien/overlays/saliency.py"/>
        <source>low</source>
        <translation>wenig</translation>
    </message>
    <message>
        <location filename="../../../app/mien/overlays/saliency.py"/>
        <source>high</source>
        <translation>viel</translation>
    </message>
    <message>
        <location filename="../../../app/mien/overlays/values.py"/>
        <source>Happiness</source>
        <translation>Freude</translation>
    </message>
    <message>
        <location filename="../../../app/mien/overlays/values.py"/>
        <source>Surprise</source>
        <translation>Überraschung</translation>
    </message>
    <message>
        <location filename="../../../app/mien/overlays/values.py"/>
        <source>Sadness</source>
        <translation>Trauer</translation>
    </message>
    <message>
        <location filename="../../../app/mien/overlays/values.py"/>
        <source>Anger</source>
        <translation>Ärger</translation>
    </message>
    <message>
        <location filename="../../../app/mien/overlays/values.py"/>
        <source>Disgust</source>
        <translation>Ekel</translation>
    </message>
    <message>
        <location filename="../../../app/mien/overlays/values.py"/>
        <source>Fear</source>
        <translation>Angst</translation>
    </message>
    <message>
        <location filename="../../../app/mien/overlays/values.py"/>
        <source>Contempt</source>
        <translation>Verachtung</translation>
    </message>
    <message>
        <location filename="../../../app/mien/record/codecs.py"/>
        <source>This system has no H.264 encoder that works: choose MPEG-4, which every system can write.</source>
        <translation>Dieses System hat keinen funktionierenden H.264-Kodierer: Wählen Sie MPEG-4, das jedes System schreiben kann.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/record/deletion.py"/>
        <source>{folder} is no session folder: nothing was deleted.</source>
        <translation>{folder} ist kein Sitzungsordner: Es wurde nichts gelöscht.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/record/deletion.py"/>
        <source>{folder} could not be deleted wholly ({reason}): close what uses it and try again.</source>
        <translation>{folder} konnte nicht ganz gelöscht werden ({reason}): Schließen Sie, was ihn benutzt, und versuchen Sie es erneut.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/record/deletion.py"/>
        <source>{folder} is no session: nothing was deleted.</source>
        <translation>{folder} ist keine Sitzung: Es wurde nichts gelöscht.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/record/deletion.py"/>
        <source>{folder} holds the folder {name}, which is not Mien's: move it away first.</source>
        <translation>{folder} enthält den Ordner {name}, der nicht von Mien ist: Verschieben Sie ihn zuerst.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/record/deletion.py"/>
        <location filename="../../../app/mien/record/recover.py"/>
        <location filename="../../../app/mien/record/session.py"/>
        <source>{name} is being recorded just now: stop the recording first.</source>
        <translation>{name} wird gerade aufgenommen: Beenden Sie zuerst die Aufnahme.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/record/layout.py"/>
        <source>{name} in {folder} is no plain file: take it away to open the rest.</source>
        <translation>{name} in {folder} ist keine gewöhnliche Datei: Nehmen Sie sie weg, um den Rest zu öffnen.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/record/layout.py"/>
        <source>{name} in {folder} cannot be read ({reason}).</source>
        <translation>{name} in {folder} kann nicht gelesen werden ({reason}).</translation>
    </message>
    <message>
        <location filename="../../../app/mien/record/lines.py"/>
        <source>{file} in {folder} is damaged ({why}): take it from a backup, or keep what is whole before the damage with 'mien recover' on a copy.</source>
        <translation>{file} in {folder} ist beschädigt ({why}): Nehmen Sie sie aus einer Sicherung, oder retten Sie mit „mien recover“ auf einer Kopie, was vor dem Schaden ganz ist.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/record/manifest.py"/>
        <source>The session's date lies outside the calendar.</source>
        <translation>Das Datum der Sitzung liegt außerhalb des Kalenders.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/record/manifest.py"/>
        <source>{folder} is no session: it has no {file}.</source>
        <translation>{folder} ist keine Sitzung: {file} fehlt.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/record/manifest.py"/>
        <source>{name} was recorded by a newer Mien (format {version}, this one reads up to {schema}): update Mien to open it.</source>
        <translation>{name} wurde von einem neueren Mien aufgenommen (Format {version}, dieses liest bis {schema}): Aktualisieren Sie Mien, um es zu öffnen.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/record/manifest.py"/>
        <source>{file} in {folder} is damaged or made by hand: '{place}' cannot be used.</source>
        <translation>{file} in {folder} ist beschädigt oder von Hand gemacht: „{place}“ ist nicht verwendbar.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/record/manifest.py"/>
        <source>{file} in {folder} is damaged: copy it back from a backup.</source>
        <translation>{file} in {folder} ist beschädigt: Kopieren Sie sie aus einer Sicherung zurück.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/record/manifest.py"/>
        <location filename="../../../app/mien/record/markers.py"/>
        <location filename="../../../app/mien/record/tables.py"/>
        <source>{path} cannot be read ({reason}).</source>
        <translation>{path} kann nicht gelesen werden ({reason}).</translation>
    </message>
    <message>
        <location filename="../../../app/mien/record/markers.py"/>
        <source>{file} in {folder} is too large to be one of Mien's.</source>
        <translation>{file} in {folder} ist zu groß, um von Mien zu sein.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/record/markers.py"/>
        <source>Line {number} of {file} in {folder} is damaged: mend it or take it away.</source>
        <translation>Zeile {number} von {file} in {folder} ist beschädigt: Reparieren Sie sie, oder nehmen Sie sie weg.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/record/markers.py"/>
        <source>The markers in {folder} cannot be saved ({reason}): check that you may write there and that there is room.</source>
        <translation>Die Marker in {folder} können nicht gespeichert werden ({reason}): Prüfen Sie, ob Sie dort schreiben dürfen und Platz ist.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/record/progress.py"/>
        <source>The folder {folder} is gone, or its disk was taken away: the recording ended.</source>
        <translation>Der Ordner {folder} ist weg, oder sein Datenträger wurde entfernt: Die Aufnahme endete.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/record/progress.py"/>
        <source>{folder} could no longer be written ({reason}): the recording ended.</source>
        <translation>{folder} ließ sich nicht mehr beschreiben ({reason}): Die Aufnahme endete.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/record/progress.py"/>
        <source>The recording ended unexpectedly; what came before is kept, and the log says more.</source>
        <translation>Die Aufnahme endete unerwartet; was davor kam, ist gespeichert, und mehr steht im Protokoll.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/record/progress.py"/>
        <source>The disk of {folder} is full: the recording ended there; make room for the next one.</source>
        <translation>Der Datenträger von {folder} ist voll: Die Aufnahme endete dort; schaffen Sie Platz für die nächste.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/record/recover.py"/>
        <source>The recording was cut short and recovered.</source>
        <translation>Die Aufnahme wurde abgebrochen und wiederhergestellt.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/record/recover.py"/>
        <source>There is no recording {folder}: check the path.</source>
        <translation>Die Aufnahme {folder} gibt es nicht: Prüfen Sie den Pfad.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/record/recover.py"/>
        <source>{folder} cannot be written ({reason}): copy it to a disk with room where you may write, and recover the copy.</source>
        <translation>{folder} lässt sich nicht beschreiben ({reason}): Kopieren Sie den Ordner auf einen Datenträger mit Platz, auf den Sie schreiben dürfen, und stellen Sie die Kopie wieder her.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/record/recover.py"/>
        <source>No picture of {name} had reached the disk.</source>
        <translation>Kein Bild von {name} war auf dem Datenträger angekommen.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/record/recover.py"/>
        <source>{folder} cannot be renamed ({reason}): its files are whole, rename it by hand.</source>
        <translation>{folder} kann nicht umbenannt werden ({reason}): Seine Dateien sind ganz, benennen Sie ihn von Hand um.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/record/resume.py"/>
        <source>{name} is being written just now: wait for it, or stop it first.</source>
        <translation>{name} wird gerade geschrieben: Warten Sie, oder halten Sie es zuerst an.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/record/resume.py"/>
        <source>{folder} cannot be written ({reason}).</source>
        <translation>{folder} lässt sich nicht beschreiben ({reason}).</translation>
    </message>
    <message>
        <location filename="../../../app/mien/record/resume.py"/>
        <source>{folder} has no {file}: delete it to begin anew.</source>
        <translation>{folder} hat keine {file}: Löschen Sie den Ordner, um neu zu beginnen.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/record/session.py"/>
        <source>There is no session folder {folder}: check the path.</source>
        <translation>Den Sitzungsordner {folder} gibt es nicht: Prüfen Sie den Pfad.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/record/session.py"/>
        <source>The recording of {name} was cut short: run 'mien recover "{folder}"' first.</source>
        <translation>Die Aufnahme von {name} wurde abgebrochen: Führen Sie zuerst mien recover "{folder}" aus.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/record/tables.py"/>
        <source>{folder} has no {file}: it is no whole session.</source>
        <translation>{folder} hat keine {file}: Es ist keine ganze Sitzung.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/record/writing.py"/>
        <source>{folder} cannot be written ({reason}): choose another folder for the recording, or make room there.</source>
        <translation>{folder} lässt sich nicht beschreiben ({reason}): Wählen Sie einen anderen Ordner für die Aufnahme, oder schaffen Sie Platz.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/settings.py"/>
        <source>Theme</source>
        <translation>Farbschema</translation>
    </message>
    <message>
        <location filename="../../../app/mien/settings.py"/>
        <source>Dark or light, or as the desktop has it.</source>
        <translation>Dunkel oder hell, oder wie der Desktop es hat.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/settings.py"/>
        <source>As the system</source>
        <translation>Wie das System</translation>
    </message>
    <message>
        <location filename="../../../app/mien/settings.py"/>
        <source>Light</source>
        <translation>Hell</translation>
    </message>
    <message>
        <location filename="../../../app/mien/settings.py"/>
        <source>Dark</source>
        <translation>Dunkel</translation>
    </message>
    <message>
        <location filename="../../../app/mien/settings.py"/>
        <source>Language</source>
        <translation>Sprache</translation>
    </message>
    <message>
        <location filename="../../../app/mien/settings.py"/>
        <source>All words of the window; recordings and exports are always in English.</source>
        <translation>Alle Wörter des Fensters; Aufnahmen und Exporte sind immer englisch.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/settings.py"/>
        <source>Size of text</source>
        <translation>Textgröße</translation>
    </message>
    <message>
        <location filename="../../../app/mien/settings.py"/>
        <source>All words and figures of the window, and those on the picture.</source>
        <translation>Alle Wörter und Zahlen des Fensters und die auf dem Bild.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/settings.py"/>
        <source>The values of one face beside the picture.</source>
        <translation>Die Werte eines Gesichts neben dem Bild.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/settings.py"/>
        <source>Saliency map</source>
        <translation>Salienzkarte</translation>
    </message>
    <message>
        <location filename="../../../app/mien/settings.py"/>
        <source>Where people would look, which guides the network. Takes the evidence's place.</source>
        <translation>Wohin Menschen schauen würden; das lenkt das Netz. Nimmt den Platz der Evidenz ein.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/settings.py"/>
        <source>Evidence map</source>
        <translation>Evidenzkarte</translation>
    </message>
    <message>
        <location filename="../../../app/mien/settings.py"/>
        <source>Which places speak for a value, in yellow, and which against it, in blue: two colours that every kind of colour vision tells apart. Takes the saliency's place.</source>
        <translation>Welche Stellen für einen Wert sprechen, in Gelb, und welche dagegen, in Blau: zwei Farben, die jede Art des Farbensehens unterscheidet. Nimmt den Platz der Salienz ein.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/settings.py"/>
        <source>Opacity of the maps</source>
        <translation>Deckkraft der Karten</translation>
    </message>
    <message>
        <location filename="../../../app/mien/settings.py"/>
        <source>All three grow evenly lighter and can be read with every kind of colour vision; Cividis looks almost the same to all.</source>
        <translation>Alle drei werden gleichmäßig heller und sind mit jeder Art des Farbensehens lesbar; Cividis sieht für alle fast gleich aus.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/settings.py"/>
        <source>A box around each face, with its number.</source>
        <translation>Ein Rahmen um jedes Gesicht, mit seiner Nummer.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/settings.py"/>
        <source>Face oval, eyes, irises, brows, nose and lips.</source>
        <translation>Gesichtsoval, Augen, Iris, Brauen, Nase und Lippen.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/settings.py"/>
        <source>What each face looks like most.</source>
        <translation>Wonach jedes Gesicht am meisten aussieht.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/settings.py"/>
        <source>Smile intensity beside each face, 0 to 5.</source>
        <translation>Stärke des Lächelns neben jedem Gesicht, 0 bis 5.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/settings.py"/>
        <source>The strongest three beside the main face.</source>
        <translation>Die drei stärksten neben dem Hauptgesicht.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/settings.py"/>
        <source>All faces but the main one are covered in grey, and nothing is drawn of them.</source>
        <translation>Alle Gesichter außer dem Hauptgesicht werden grau verdeckt, und nichts wird über sie gezeichnet.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/settings.py"/>
        <source>The main face enlarged, with the map over it.</source>
        <translation>Das Hauptgesicht vergrößert, mit der Karte darüber.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/settings.py"/>
        <source>The last 30 seconds of the values that are ticked in the side panel.</source>
        <translation>Die letzten 30 Sekunden der Werte, die in der Seitenleiste angehakt sind.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/settings.py"/>
        <source>Mirror cameras</source>
        <translation>Kameras spiegeln</translation>
    </message>
    <message>
        <location filename="../../../app/mien/settings.py"/>
        <source>Show a camera's picture as in a mirror.</source>
        <translation>Das Bild einer Kamera wie im Spiegel zeigen.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/settings.py"/>
        <source>Mirror other sources</source>
        <translation>Andere Quellen spiegeln</translation>
    </message>
    <message>
        <location filename="../../../app/mien/settings.py"/>
        <source>Files, streams and the demo.</source>
        <translation>Dateien, Streams und die Demo.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/settings.py"/>
        <source>Faces at most</source>
        <translation>Höchstzahl der Gesichter</translation>
    </message>
    <message>
        <location filename="../../../app/mien/settings.py"/>
        <source>How many faces of a picture are read; fewer are faster.</source>
        <translation>Wie viele Gesichter eines Bildes gelesen werden; weniger geht schneller.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/settings.py"/>
        <source>Calm values</source>
        <translation>Ruhige Werte</translation>
    </message>
    <message>
        <location filename="../../../app/mien/settings.py"/>
        <source>Shown values are smoothed: a slow change comes 160 ms later, a quick smile 45 ms. Recordings, exports and other programs always get the raw values.</source>
        <translation>Gezeigte Werte werden geglättet: Eine langsame Änderung kommt 160 ms später, ein schnelles Lächeln 45 ms. Aufnahmen, Exporte und andere Programme erhalten immer die rohen Werte.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/settings.py"/>
        <source>A network of your own</source>
        <translation>Ein eigenes Netz</translation>
    </message>
    <message>
        <location filename="../../../app/mien/settings.py"/>
        <source>An ONNX file with its card, in it or beside it, instead of the one that comes with Mien. 'mien network FILE' checks one.</source>
        <translation>Eine ONNX-Datei mit ihrer Karte, darin oder daneben, statt des mitgelieferten Netzes. „mien network FILE“ prüft eine.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/settings.py"/>
        <source>The network runs on</source>
        <translation>Das Netz läuft auf</translation>
    </message>
    <message>
        <location filename="../../../app/mien/settings.py"/>
        <source>Changes at once; the diagnostics page (F12) says why one cannot be used.</source>
        <translation>Wechselt sofort; die Diagnoseseite (F12) sagt, warum eines nicht verwendbar ist.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/settings.py"/>
        <source>What is kept</source>
        <translation>Was gespeichert wird</translation>
    </message>
    <message>
        <location filename="../../../app/mien/settings.py"/>
        <source>Values, places and landmarks of the faces are always kept.</source>
        <translation>Werte, Orte und Landmarken der Gesichter werden immer gespeichert.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/settings.py"/>
        <source>Clean video</source>
        <translation>Video ohne Überlagerungen</translation>
    </message>
    <message>
        <location filename="../../../app/mien/settings.py"/>
        <source>Annotated video</source>
        <translation>Video mit Überlagerungen</translation>
    </message>
    <message>
        <location filename="../../../app/mien/settings.py"/>
        <source>Clean and annotated video</source>
        <translation>Beide Videos</translation>
    </message>
    <message>
        <location filename="../../../app/mien/settings.py"/>
        <source>Numbers only, no picture</source>
        <translation>Nur Zahlen, kein Bild</translation>
    </message>
    <message>
        <location filename="../../../app/mien/settings.py"/>
        <source>Every face that is found is made unrecognisable in the pictures that are kept; one that is never found is not.</source>
        <translation>Jedes gefundene Gesicht wird in den behaltenen Bildern unkenntlich gemacht; eines, das nie gefunden wird, nicht.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/settings.py"/>
        <source>Coding of videos</source>
        <translation>Kodierung der Videos</translation>
    </message>
    <message>
        <location filename="../../../app/mien/settings.py"/>
        <source>MPEG-4 can be written on every system. H.264 files are smaller and more players show them, where this system has an encoder for it.</source>
        <translation>MPEG-4 lässt sich auf jedem System schreiben. H.264-Dateien sind kleiner, und mehr Programme zeigen sie, wo dieses System einen Kodierer dafür hat.</translation>
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
        <translation>Countdown</translation>
    </message>
    <message>
        <location filename="../../../app/mien/settings.py"/>
        <source>Before a recording begins.</source>
        <translation>Bevor eine Aufnahme beginnt.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/settings.py"/>
        <source>s</source>
        <translation>s</translation>
    </message>
    <message>
        <location filename="../../../app/mien/settings.py"/>
        <source>Folder of recordings</source>
        <translation>Ordner der Aufnahmen</translation>
    </message>
    <message>
        <location filename="../../../app/mien/settings.py"/>
        <source>Where sessions go; the usual place where none is chosen.</source>
        <translation>Wohin Sitzungen kommen; der übliche Ort, wo keiner gewählt ist.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/settings.py"/>
        <source>Lab Streaming Layer</source>
        <translation>Lab Streaming Layer</translation>
    </message>
    <message>
        <location filename="../../../app/mien/settings.py"/>
        <source>The main face's values as a stream, and the markers as another.</source>
        <translation>Die Werte des Hauptgesichts als Stream und die Marker als weiterer.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/settings.py"/>
        <source>Where the streams are announced</source>
        <translation>Wo die Streams angekündigt werden</translation>
    </message>
    <message>
        <location filename="../../../app/mien/settings.py"/>
        <source>Another choice holds from the next start on.</source>
        <translation>Eine andere Wahl gilt vom nächsten Start an.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/settings.py"/>
        <source>This computer</source>
        <translation>Dieser Computer</translation>
    </message>
    <message>
        <location filename="../../../app/mien/settings.py"/>
        <source>The local network</source>
        <translation>Das lokale Netzwerk</translation>
    </message>
    <message>
        <location filename="../../../app/mien/settings.py"/>
        <source>Markers of other programs</source>
        <translation>Marker anderer Programme</translation>
    </message>
    <message>
        <location filename="../../../app/mien/settings.py"/>
        <source>Markers that come in by Lab Streaming Layer go into the recording.</source>
        <translation>Marker, die über Lab Streaming Layer kommen, gehen in die Aufnahme ein.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/settings.py"/>
        <source>Name of the marker stream</source>
        <translation>Name des Marker-Streams</translation>
    </message>
    <message>
        <location filename="../../../app/mien/settings.py"/>
        <source>Empty for the first one that is found.</source>
        <translation>Leer für den ersten, der gefunden wird.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/settings.py"/>
        <source>OSC</source>
        <translation>OSC</translation>
    </message>
    <message>
        <location filename="../../../app/mien/settings.py"/>
        <source>For programs of music and light, over UDP.</source>
        <translation>Für Programme für Musik und Licht, über UDP.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/settings.py"/>
        <source>OSC: to this host</source>
        <translation>OSC: an diesen Host</translation>
    </message>
    <message>
        <location filename="../../../app/mien/settings.py"/>
        <source>127.0.0.1 is this computer.</source>
        <translation>127.0.0.1 ist dieser Computer.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/settings.py"/>
        <source>OSC: to this port</source>
        <translation>OSC: an diesen Port</translation>
    </message>
    <message>
        <location filename="../../../app/mien/settings.py"/>
        <source>1 to 65535.</source>
        <translation>1 bis 65535.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/settings.py"/>
        <source>WebSocket</source>
        <translation>WebSocket</translation>
    </message>
    <message>
        <location filename="../../../app/mien/settings.py"/>
        <source>Lines of JSON for receivers that know the token; mien stream --schema describes them.</source>
        <translation>JSON-Zeilen für Empfänger, die das Token kennen; mien stream --schema beschreibt sie.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/settings.py"/>
        <source>WebSocket: heard at this address</source>
        <translation>WebSocket: erreichbar unter dieser Adresse</translation>
    </message>
    <message>
        <location filename="../../../app/mien/settings.py"/>
        <source>127.0.0.1 lets only this computer in, 0.0.0.0 others too.</source>
        <translation>127.0.0.1 lässt nur diesen Computer ein, 0.0.0.0 auch andere.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/settings.py"/>
        <source>WebSocket: at this port</source>
        <translation>WebSocket: an diesem Port</translation>
    </message>
    <message>
        <location filename="../../../app/mien/settings.py"/>
        <source>Virtual camera</source>
        <translation>Virtuelle Kamera</translation>
    </message>
    <message>
        <location filename="../../../app/mien/settings.py"/>
        <source>The picture with its overlays, as a camera that other programs can choose.</source>
        <translation>Das Bild mit seinen Überlagerungen, als Kamera, die andere Programme wählen können.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/settings_file.py"/>
        <source>{name} could not be written ({reason}). Choose another place.</source>
        <translation>{name} konnte nicht geschrieben werden ({reason}). Wählen Sie einen anderen Ort.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/settings_file.py"/>
        <source>{name} could not be read ({reason}).</source>
        <translation>{name} konnte nicht gelesen werden ({reason}).</translation>
    </message>
    <message>
        <location filename="../../../app/mien/settings_file.py"/>
        <source>{name} holds no settings of Mien. Choose a file that was exported there. Nothing was changed.</source>
        <translation>{name} enthält keine Einstellungen von Mien. Wählen Sie eine Datei, die dort exportiert wurde. Es wurde nichts geändert.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/settings_file.py"/>
        <source>{name} was not imported, as “{title}” cannot be {value}. Nothing was changed.</source>
        <translation>{name} wurde nicht importiert, da „{title}“ nicht {value} sein kann. Es wurde nichts geändert.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/settings_file.py"/>
        <source>The settings could not be read ({reason}): defaults are used.</source>
        <translation>Die Einstellungen konnten nicht gelesen werden ({reason}): Es gelten die Vorgaben.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/settings_file.py"/>
        <source>The settings file is broken and could not be set aside: defaults are used.</source>
        <translation>Die Datei der Einstellungen ist defekt und ließ sich nicht beiseitelegen: Es gelten die Vorgaben.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/settings_file.py"/>
        <source>The settings file was broken: defaults are used, the old file is kept as {name}.</source>
        <translation>Die Datei der Einstellungen war defekt: Es gelten die Vorgaben, die alte Datei liegt als {name} daneben.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/settings_file.py"/>
        <source>The environment variable {variable} cannot be '{value}': change it or take it away.</source>
        <translation>Die Umgebungsvariable {variable} kann nicht „{value}“ sein: Ändern Sie sie, oder nehmen Sie sie weg.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/sources/choosing.py"/>
        <source>The system does not answer when asked for its cameras: unplug the camera, plug it in again and retry.</source>
        <translation>Das System antwortet nicht auf die Frage nach seinen Kameras: Ziehen Sie die Kamera ab, stecken Sie sie wieder an, und versuchen Sie es erneut.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/sources/choosing.py"/>
        <source>There is no camera '{wanted}': choose one of {there}.</source>
        <translation>Die Kamera „{wanted}“ gibt es nicht: Wählen Sie eine von {there}.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/sources/folder.py"/>
        <source>The folder {folder} cannot be listed: check that you may read it.</source>
        <translation>Der Ordner {folder} lässt sich nicht auflisten: Prüfen Sie, ob Sie ihn lesen dürfen.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/sources/folder.py"/>
        <source>The folder {folder} holds no image: choose one with images, or a video file.</source>
        <translation>Der Ordner {folder} enthält kein Bild: Wählen Sie einen mit Bildern oder ein Video.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/sources/folder.py"/>
        <source>None of the {count} images in {name} can be read. {problem}</source>
        <translation>Keines der {count} Bilder in {name} ist lesbar. {problem}</translation>
    </message>
    <message>
        <location filename="../../../app/mien/sources/folder.py"/>
        <location filename="../../../app/mien/sources/opening.py"/>
        <source>{path} may not be read: ask for the right to read it.</source>
        <translation>{path} darf nicht gelesen werden: Bitten Sie um das Recht dazu.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/sources/folder.py"/>
        <source>{path} cannot be read from the disk: {reason}.</source>
        <translation>{path} kann nicht vom Datenträger gelesen werden: {reason}.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/sources/images.py"/>
        <source>{name} is empty (0 bytes): choose another image.</source>
        <translation>{name} ist leer (0 Byte): Wählen Sie ein anderes Bild.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/sources/images.py"/>
        <source>{name} is not an image that Mien can read: use JPEG, PNG or WebP.</source>
        <translation>{name} ist kein Bild, das Mien lesen kann: Verwenden Sie JPEG, PNG oder WebP.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/sources/images.py"/>
        <source>{name} is a HEIC photo, which Mien cannot read: save it as JPEG.</source>
        <translation>{name} ist ein HEIC-Foto, das Mien nicht lesen kann: Speichern Sie es als JPEG.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/sources/images.py"/>
        <source>{name} is damaged or cut short: copy it again or choose another image.</source>
        <translation>{name} ist beschädigt oder abgeschnitten: Kopieren Sie es neu, oder wählen Sie ein anderes Bild.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/sources/images.py"/>
        <source>{name} has {width} x {height} pixels, over {limit} million: scale it down first.</source>
        <translation>{name} hat {width} x {height} Pixel, mehr als {limit} Millionen: Verkleinern Sie es zuerst.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/sources/libav.py"/>
        <source>{name} holds only sound: choose something with a picture.</source>
        <translation>{name} enthält nur Ton: Wählen Sie etwas mit Bild.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/sources/libav.py"/>
        <source>{name} holds no video: choose something with a picture.</source>
        <translation>{name} enthält kein Video: Wählen Sie etwas mit Bild.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/sources/libav.py"/>
        <source>{name} is coded in a way that Mien cannot read: convert it to H.264.</source>
        <translation>{name} ist so kodiert, dass Mien es nicht lesen kann: Wandeln Sie es in H.264 um.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/sources/opening.py"/>
        <source>No source is named: give 'demo', 'camera', an address or a file.</source>
        <translation>Es ist keine Quelle genannt: Geben Sie „demo“, „camera“, eine Adresse oder eine Datei an.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/sources/opening.py"/>
        <source>Addresses that begin with '{scheme}://' cannot be opened: use http, https or rtsp.</source>
        <translation>Adressen, die mit „{scheme}://“ beginnen, lassen sich nicht öffnen: Verwenden Sie http, https oder rtsp.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/sources/opening.py"/>
        <source>There is no file or folder {path}: check the path.</source>
        <translation>Eine Datei oder einen Ordner {path} gibt es nicht: Prüfen Sie den Pfad.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/sources/opening.py"/>
        <source>{path} is neither a file nor a folder: choose a video or an image.</source>
        <translation>{path} ist weder Datei noch Ordner: Wählen Sie ein Video oder ein Bild.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/sources/refusals.py"/>
        <source>The camera {name} is in use by {programs}: close that program and try again.</source>
        <translation>Die Kamera {name} wird von {programs} benutzt: Schließen Sie dieses Programm, und versuchen Sie es erneut.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/sources/refusals.py"/>
        <source>The camera {name} is in use by another program: close that program and try again.</source>
        <translation>Die Kamera {name} wird von einem anderen Programm benutzt: Schließen Sie es, und versuchen Sie es erneut.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/sources/refusals.py"/>
        <source>The camera {name} gives no picture: it is probably in use by another program; close that program and try again.</source>
        <translation>Die Kamera {name} liefert kein Bild: Wahrscheinlich benutzt sie ein anderes Programm; schließen Sie es, und versuchen Sie es erneut.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/sources/refusals.py"/>
        <source>There is no camera at {path}: plug it in, or choose another one.</source>
        <translation>An {path} ist keine Kamera: Stecken Sie sie an, oder wählen Sie eine andere.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/sources/refusals.py"/>
        <source>The camera {name} was unplugged: plug it in again.</source>
        <translation>Die Kamera {name} wurde abgezogen: Stecken Sie sie wieder an.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/sources/refusals.py"/>
        <source>The camera {name} gives no more pictures: check its cable, then plug it in again.</source>
        <translation>Die Kamera {name} liefert keine Bilder mehr: Prüfen Sie ihr Kabel, und stecken Sie sie neu an.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/sources/refusals.py"/>
        <source>The camera {name} cannot be opened: allow it in System Settings, Privacy &amp; Security, Camera, for the program that started Mien, and close other programs that use it.</source>
        <translation>Die Kamera {name} lässt sich nicht öffnen: Erlauben Sie sie in den Systemeinstellungen unter Datenschutz &amp; Sicherheit, Kamera, für das Programm, das Mien gestartet hat, und schließen Sie andere Programme, die sie benutzen.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/sources/refusals.py"/>
        <source>The camera {name} cannot be opened: allow it in Settings, Privacy &amp; security, Camera, 'Let desktop apps access your camera', and close other programs that use it.</source>
        <translation>Die Kamera {name} lässt sich nicht öffnen: Erlauben Sie sie in den Einstellungen unter Datenschutz und Sicherheit, Kamera, „Desktop-Apps den Zugriff auf die Kamera erlauben“, und schließen Sie andere Programme, die sie benutzen.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/sources/refusals.py"/>
        <source>The camera {name} is kept from this Flatpak: run flatpak override --user --device=all {app} and start Mien again.</source>
        <translation>Die Kamera {name} ist diesem Flatpak verwehrt: Führen Sie flatpak override --user --device=all {app} aus, und starten Sie Mien neu.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/sources/refusals.py"/>
        <source>The camera {name} is kept from this snap: run sudo snap connect {app}:camera and start Mien again.</source>
        <translation>Die Kamera {name} ist diesem Snap verwehrt: Führen Sie sudo snap connect {app}:camera aus, und starten Sie Mien neu.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/sources/refusals.py"/>
        <source>The camera {name} is kept from this container: start it with --device {path}.</source>
        <translation>Die Kamera {name} ist diesem Container verwehrt: Starten Sie ihn mit --device {path}.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/sources/refusals.py"/>
        <source>You may not use the camera {name}: join the group '{group}' (sudo usermod -aG {group} $USER) and log in again.</source>
        <translation>Sie dürfen die Kamera {name} nicht benutzen: Treten Sie der Gruppe „{group}“ bei (sudo usermod -aG {group} $USER), und melden Sie sich neu an.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/sources/stream.py"/>
        <source>The stream {name} broke off: check the network and its sender.</source>
        <translation>Der Stream {name} riss ab: Prüfen Sie das Netzwerk und den Sender.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/sources/stream.py"/>
        <source>{name} is a file, not a live stream: download it and open the file.</source>
        <translation>{name} ist eine Datei und kein Live-Stream: Laden Sie sie herunter, und öffnen Sie die Datei.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/sources/stream.py"/>
        <source>{name} asks for a name and password: write them as http://name:password@host.</source>
        <translation>{name} verlangt Name und Passwort: Schreiben Sie sie als http://name:password@host.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/sources/stream.py"/>
        <source>There is nothing at {name}: check the address.</source>
        <translation>Unter {name} ist nichts: Prüfen Sie die Adresse.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/sources/stream.py"/>
        <source>{name} refuses the connection: check that the stream is running.</source>
        <translation>{name} lehnt die Verbindung ab: Prüfen Sie, ob der Stream läuft.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/sources/stream.py"/>
        <source>{name} did not answer within {timeout_s:g} s: check the address and the network.</source>
        <translation>{name} antwortete nicht binnen {timeout_s:g} s: Prüfen Sie die Adresse und das Netzwerk.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/sources/stream.py"/>
        <source>{name} is not a video stream: check the address.</source>
        <translation>{name} ist kein Videostream: Prüfen Sie die Adresse.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/sources/stream.py"/>
        <source>{name} cannot be reached: check the address and the network.</source>
        <translation>{name} ist nicht erreichbar: Prüfen Sie die Adresse und das Netzwerk.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/sources/video.py"/>
        <source>{name} has no frame that can be decoded: it is damaged or cut short.</source>
        <translation>{name} hat kein Bild, das sich dekodieren lässt: Es ist beschädigt oder abgeschnitten.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/sources/video.py"/>
        <source>{name} ends {left_s:.1f} s before its stated end: it was cut short.</source>
        <translation>{name} endet {left_s:.1f} s vor dem angegebenen Ende: Es wurde abgeschnitten.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/sources/video.py"/>
        <source>{name} is damaged: some of its frames were left out.</source>
        <translation>{name} ist beschädigt: Einige Bilder wurden ausgelassen.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/sources/video.py"/>
        <source>{name} is empty (0 bytes): choose another video.</source>
        <translation>{name} ist leer (0 Byte): Wählen Sie ein anderes Video.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/sources/video.py"/>
        <source>There is no file {name}: check the path.</source>
        <translation>Die Datei {name} gibt es nicht: Prüfen Sie den Pfad.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/sources/video.py"/>
        <source>{name} may not be read: ask for the right to read it.</source>
        <translation>{name} darf nicht gelesen werden: Bitten Sie um das Recht dazu.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/sources/video.py"/>
        <source>{name} is not a video that can be read, or it is damaged: try MP4, MKV or WebM.</source>
        <translation>{name} ist kein lesbares Video, oder es ist beschädigt: Versuchen Sie MP4, MKV oder WebM.</translation>
    </message>
</context>
</TS>
