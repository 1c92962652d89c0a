<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="es" sourcelanguage="en">
<context>
    <name>mien</name>
    <message>
        <location filename="../../../app/mien/declared.py"/>
        <source>Look</source>
        <translation>Aspecto</translation>
    </message>
    <message>
        <location filename="../../../app/mien/declared.py"/>
        <source>Overlays</source>
        <translation>Superposiciones</translation>
    </message>
    <message>
        <location filename="../../../app/mien/declared.py"/>
        <source>Sources</source>
        <translation>Fuentes</translation>
    </message>
    <message>
        <location filename="../../../app/mien/declared.py"/>
        <source>Faces and values</source>
        <translation>Caras y valores</translation>
    </message>
    <message>
        <location filename="../../../app/mien/declared.py"/>
        <location filename="../../../app/mien/gui/recording/bar.py"/>
        <source>Recording</source>
        <translation>Grabación</translation>
    </message>
    <message>
        <location filename="../../../app/mien/declared.py"/>
        <source>Other programs</source>
        <translation>Otros programas</translation>
    </message>
    <message>
        <location filename="../../../app/mien/declared.py"/>
        <location filename="../../../app/mien/gui/toolbar.py"/>
        <source>More</source>
        <translation>Más</translation>
    </message>
    <message>
        <location filename="../../../app/mien/engine/analyser.py"/>
        <source>Loading the network</source>
        <translation>Cargando la red</translation>
    </message>
    <message>
        <location filename="../../../app/mien/engine/analyser.py"/>
        <source>Fetching the face model: {share:.0%}</source>
        <translation>Descargando el modelo facial: {share:.0%}</translation>
    </message>
    <message>
        <location filename="../../../app/mien/engine/analysing.py"/>
        <source>The network that comes with Mien reads instead.</source>
        <translation>En su lugar lee la red incluida en Mien.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/engine/analysing.py"/>
        <source>From here on its values are missing in the recording.</source>
        <translation>A partir de aquí faltan sus valores en la grabación.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/engine/analysing.py"/>
        <source>The analysis failed unexpectedly; the log says more.</source>
        <translation>El análisis falló de forma inesperada; el registro dice más.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/engine/engine.py"/>
        <source>Opening the source</source>
        <translation>Abriendo la fuente</translation>
    </message>
    <message>
        <location filename="../../../app/mien/engine/engine.py"/>
        <location filename="../../../app/mien/gui/recording/desk.py"/>
        <source>Nothing runs that could be recorded: open a source first.</source>
        <translation>No hay nada en marcha que grabar: abra primero una fuente.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/engine/engine.py"/>
        <source>A recording is under way: stop it before the next one.</source>
        <translation>Ya hay una grabación en curso: deténgala antes de la siguiente.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/engine/reader.py"/>
        <source>The source failed unexpectedly; the log says more.</source>
        <translation>La fuente falló de forma inesperada; el registro dice más.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/engine/speed.py"/>
        <source>The analysis has become slow: {rate:.0f} of {captured:.0f} frames a second, where {usual:.0f} are usual. Another program may keep the processor busy; F12 shows where the time goes.</source>
        <translation>El análisis se ha vuelto lento: {rate:.0f} de {captured:.0f} fotogramas por segundo, cuando lo habitual son {usual:.0f}. Quizá otro programa ocupe el procesador; F12 muestra en qué se va el tiempo.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/engine/supervisor.py"/>
        <source>The source gives no more pictures.</source>
        <translation>La fuente ya no da imágenes.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/exports/bids.py"/>
        <source>{path} is where the table's description goes: name it .tsv.</source>
        <translation>{path} es el lugar de la descripción de la tabla: póngale el nombre .tsv.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/exports/bids.py"/>
        <source>{file} is in the place of the table's description, and is none: choose another name, or move it.</source>
        <translation>{file} ocupa el lugar de la descripción de la tabla y no lo es: elija otro nombre o muévalo.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/exports/formats.py"/>
        <source>Table, CSV: one row a face a frame</source>
        <translation>Tabla, CSV: una fila por cara y fotograma</translation>
    </message>
    <message>
        <location filename="../../../app/mien/exports/formats.py"/>
        <source>Table, Parquet: the same, typed</source>
        <translation>Tabla, Parquet: lo mismo, con tipos</translation>
    </message>
    <message>
        <location filename="../../../app/mien/exports/formats.py"/>
        <source>OpenFace's CSV</source>
        <translation>CSV de OpenFace</translation>
    </message>
    <message>
        <location filename="../../../app/mien/exports/formats.py"/>
        <source>Py-Feat's Fex CSV</source>
        <translation>CSV Fex de Py-Feat</translation>
    </message>
    <message>
        <location filename="../../../app/mien/exports/formats.py"/>
        <source>ELAN: markers and expressions</source>
        <translation>ELAN: marcadores y expresiones</translation>
    </message>
    <message>
        <location filename="../../../app/mien/exports/formats.py"/>
        <source>WebVTT subtitles: markers and expressions</source>
        <translation>Subtítulos WebVTT: marcadores y expresiones</translation>
    </message>
    <message>
        <location filename="../../../app/mien/exports/formats.py"/>
        <source>BIDS events with their JSON: markers and gaps</source>
        <translation>Eventos BIDS con su JSON: marcadores y huecos</translation>
    </message>
    <message>
        <location filename="../../../app/mien/exports/formats.py"/>
        <source>Annotated video, MP4</source>
        <translation>Vídeo anotado, MP4</translation>
    </message>
    <message>
        <location filename="../../../app/mien/exports/formats.py"/>
        <source>Report, one HTML page</source>
        <translation>Informe, una página HTML</translation>
    </message>
    <message>
        <location filename="../../../app/mien/exports/mp4.py"/>
        <source>{session} kept no video, only numbers: it cannot be handed on as MP4.</source>
        <translation>{session} no guardó vídeo, solo números: no se puede exportar como MP4.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/exports/mp4.py"/>
        <source>The video could not be encoded ({reason}).</source>
        <translation>No se pudo codificar el vídeo ({reason}).</translation>
    </message>
    <message>
        <location filename="../../../app/mien/exports/mp4.py"/>
        <source>{source} is damaged: only {count} of its {wanted} pictures can be read.</source>
        <translation>{source} está dañado: solo se pueden leer {count} de sus {wanted} imágenes.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/exports/place.py"/>
        <source>{path} is a folder: name a file in it.</source>
        <translation>{path} es una carpeta: indique un archivo dentro de ella.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/exports/place.py"/>
        <source>There is no folder {folder}: make it first, or choose another.</source>
        <translation>No existe la carpeta {folder}: créela o elija otra.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/exports/place.py"/>
        <source>{path} lies in the session's own folder, where nothing may be changed: choose another place.</source>
        <translation>{path} está en la propia carpeta de la sesión, donde nada debe cambiarse: elija otro lugar.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/exports/place.py"/>
        <source>{path} cannot be written ({reason}): choose another place, close it where it is open, or make room there.</source>
        <translation>No se puede escribir {path} ({reason}): elija otro lugar, ciérrelo donde esté abierto o libere espacio.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/faces/detector.py"/>
        <source>MediaPipe could not start its face detector ({reason}). Run 'mien doctor'.</source>
        <translation>MediaPipe no pudo iniciar su detector de caras ({reason}). Ejecute «mien doctor».</translation>
    </message>
    <message>
        <location filename="../../../app/mien/faces/label.py"/>
        <source>Orange</source>
        <translation>Naranja</translation>
    </message>
    <message>
        <location filename="../../../app/mien/faces/label.py"/>
        <source>Sky blue</source>
        <translation>Celeste</translation>
    </message>
    <message>
        <location filename="../../../app/mien/faces/label.py"/>
        <source>Green</source>
        <translation>Verde</translation>
    </message>
    <message>
        <location filename="../../../app/mien/faces/label.py"/>
        <source>Yellow</source>
        <translation>Amarillo</translation>
    </message>
    <message>
        <location filename="../../../app/mien/faces/label.py"/>
        <source>Vermilion</source>
        <translation>Bermellón</translation>
    </message>
    <message>
        <location filename="../../../app/mien/faces/label.py"/>
        <source>Purple</source>
        <translation>Púrpura</translation>
    </message>
    <message>
        <location filename="../../../app/mien/faces/label.py"/>
        <source>Face {number}</source>
        <translation>Cara {number}</translation>
    </message>
    <message>
        <location filename="../../../app/mien/faces/landmarker.py"/>
        <location filename="../../../app/mien/faces/mesher.py"/>
        <source>MediaPipe could not start its face model ({reason}). Run 'mien doctor'.</source>
        <translation>MediaPipe no pudo iniciar su modelo facial ({reason}). Ejecute «mien doctor».</translation>
    </message>
    <message>
        <location filename="../../../app/mien/faces/model_file.py"/>
        <source>{path} is not the file that Mien needs (its SHA-256 is not {sha256}): copy it again, or unset {folder_variable} so that Mien fetches it.</source>
        <translation>{path} no es el archivo que Mien necesita (su SHA-256 no es {sha256}): cópielo de nuevo o quite {folder_variable} para que Mien lo descargue.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/faces/model_file.py"/>
        <source>The face model cannot be kept in {parent} ({reason}): make that folder writable, or put {file_name} into another one and name it in {folder_variable}.</source>
        <translation>El modelo facial no se puede guardar en {parent} ({reason}): dé permiso de escritura a esa carpeta, o ponga {file_name} en otra e indíquela en {folder_variable}.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/faces/model_file.py"/>
        <source>The face model could not be fetched: connect to the internet and try again, or put {file_name} into a folder and name that folder in {folder_variable} ({failures}).</source>
        <translation>No se pudo descargar el modelo facial: conéctese a Internet e inténtelo de nuevo, o ponga {file_name} en una carpeta e indíquela en {folder_variable} ({failures}).</translation>
    </message>
    <message>
        <location filename="../../../app/mien/faces/vision.py"/>
        <source>MediaPipe cannot be loaded, as a shared library of this system is missing: 'mien doctor' names it.</source>
        <translation>MediaPipe no se puede cargar porque falta una biblioteca compartida de este sistema: «mien doctor» indica cuál.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/about.py"/>
        <source>Every value is what a trained network estimates from one picture of a face: how much it looks like an expression, how probable a muscle movement is, how strong a smile is. It is not what someone feels, and must not decide about a person.</source>
        <translation>Cada valor es lo que una red entrenada estima a partir de una imagen de una cara: cuánto se parece a una expresión, qué probable es un movimiento muscular, qué intensa es una sonrisa. No es lo que alguien siente, y no debe decidir sobre una persona.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/about.py"/>
        <location filename="../../../app/mien/gui/actions.py"/>
        <source>About Mien</source>
        <translation>Acerca de Mien</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/about.py"/>
        <source>Version {version}</source>
        <translation>Versión {version}</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/about.py"/>
        <source>About the network</source>
        <translation>Acerca de la red</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/about.py"/>
        <location filename="../../../app/mien/gui/actions.py"/>
        <source>What this can and cannot know</source>
        <translation>Lo que esto puede y no puede saber</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/about.py"/>
        <source>Pages about Mien</source>
        <translation>Páginas sobre Mien</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/about.py"/>
        <source>The network</source>
        <translation>La red</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/about.py"/>
        <location filename="../../../app/mien/gui/third_parties.py"/>
        <source>Third parties</source>
        <translation>Terceros</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/about.py"/>
        <location filename="../../../app/mien/gui/diagnostics/dialog.py"/>
        <location filename="../../../app/mien/gui/guide/dialog.py"/>
        <location filename="../../../app/mien/gui/preferences/dialog.py"/>
        <location filename="../../../app/mien/gui/report_dialog.py"/>
        <location filename="../../../app/mien/gui/sending/dialog.py"/>
        <source>Close</source>
        <translation>Cerrar</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/about.py"/>
        <location filename="../../../app/mien/gui/diagnostics/dialog.py"/>
        <location filename="../../../app/mien/gui/guide/dialog.py"/>
        <source>Close (Esc)</source>
        <translation>Cerrar (Esc)</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/about.py"/>
        <source>The whole model card</source>
        <translation>La ficha completa del modelo</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/about.py"/>
        <location filename="../../../app/mien/gui/actions.py"/>
        <source>Open the folder with the log and the reports of errors</source>
        <translation>Abrir la carpeta del registro y los informes de errores</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/about.py"/>
        <location filename="../../../app/mien/gui/actions.py"/>
        <source>Show log folder</source>
        <translation>Mostrar la carpeta del registro</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/about.py"/>
        <source>No network is loaded yet; its card stands here once it is.</source>
        <translation>Aún no se ha cargado ninguna red; su ficha aparecerá aquí en cuanto lo esté.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/about.py"/>
        <source>{network}, version {version}</source>
        <translation>{network}, versión {version}</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/about.py"/>
        <source>After: {paper}</source>
        <translation>Según: {paper}</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/about.py"/>
        <source>What it cannot do</source>
        <translation>Lo que no puede hacer</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/about.py"/>
        <source>Measured on test data</source>
        <translation>Medido con datos de prueba</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/about.py"/>
        <source>Its card tells no figure that was measured.</source>
        <translation>Su ficha no da ninguna cifra medida.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/about.py"/>
        <source>Trained on</source>
        <translation>Entrenada con</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/about.py"/>
        <source>What it reads</source>
        <translation>Lo que lee</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/about.py"/>
        <source>Licence</source>
        <translation>Licencia</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/about.py"/>
        <source>Looks like: {names}</source>
        <translation>Parece: {names}</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/about.py"/>
        <source>Action Units: {names}</source>
        <translation>Unidades de acción: {names}</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/about.py"/>
        <source>Smile: 0 to 5, with the letters A to E of FACS for 1 to 5</source>
        <translation>Sonrisa: de 0 a 5, con las letras A a E de FACS para 1 a 5</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/about.py"/>
        <source>It gives no saliency map.</source>
        <translation>No da mapa de saliencia.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/actions.py"/>
        <source>Open file…</source>
        <translation>Abrir archivo…</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/actions.py"/>
        <location filename="../../../app/mien/gui/dialogs.py"/>
        <source>Open a video or a picture</source>
        <translation>Abrir un vídeo o una imagen</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/actions.py"/>
        <source>Open folder…</source>
        <translation>Abrir carpeta…</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/actions.py"/>
        <location filename="../../../app/mien/gui/dialogs.py"/>
        <source>Open a folder of pictures</source>
        <translation>Abrir una carpeta de imágenes</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/actions.py"/>
        <source>Open URL…</source>
        <translation>Abrir URL…</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/actions.py"/>
        <source>Open a network stream</source>
        <translation>Abrir una transmisión de red</translation>
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
        <translation>Reproducir la demo incluida</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/actions.py"/>
        <source>Look for cameras again</source>
        <translation>Buscar cámaras de nuevo</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/actions.py"/>
        <location filename="../../../app/mien/gui/source_picker.py"/>
        <location filename="../../../app/mien/gui/state.py"/>
        <source>Choose a source</source>
        <translation>Elegir una fuente</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/actions.py"/>
        <source>Choose a camera, a file or a stream</source>
        <translation>Elegir una cámara, un archivo o una transmisión</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/actions.py"/>
        <source>Open it again</source>
        <translation>Abrir de nuevo</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/actions.py"/>
        <source>Open the present source again</source>
        <translation>Abrir de nuevo la fuente actual</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/actions.py"/>
        <source>Map fainter</source>
        <translation>Mapa más tenue</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/actions.py"/>
        <source>Make the map fainter</source>
        <translation>Hacer el mapa más tenue</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/actions.py"/>
        <source>Map stronger</source>
        <translation>Mapa más intenso</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/actions.py"/>
        <source>Make the map stronger</source>
        <translation>Hacer el mapa más intenso</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/actions.py"/>
        <source>Next colour map</source>
        <translation>Siguiente gama de colores</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/actions.py"/>
        <source>Show the saliency map in other colours</source>
        <translation>Mostrar el mapa de saliencia en otros colores</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/actions.py"/>
        <source>Mirror</source>
        <translation>Espejo</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/actions.py"/>
        <source>Show the picture as in a mirror</source>
        <translation>Mostrar la imagen como en un espejo</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/actions.py"/>
        <source>Freeze</source>
        <translation>Congelar</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/actions.py"/>
        <source>Hold the picture; the source goes on</source>
        <translation>Congelar la imagen; la fuente sigue</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/actions.py"/>
        <source>Next face</source>
        <translation>Cara siguiente</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/actions.py"/>
        <source>Show the next face in the panel</source>
        <translation>Mostrar la cara siguiente en el panel</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/actions.py"/>
        <source>Name the face…</source>
        <translation>Dar nombre a la cara…</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/actions.py"/>
        <source>Give the main face a name and a colour</source>
        <translation>Dar nombre y color a la cara principal</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/actions.py"/>
        <source>Keep the main face</source>
        <translation>Mantener la cara principal</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/actions.py"/>
        <source>Stay with the main face</source>
        <translation>Seguir con la cara principal</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/actions.py"/>
        <source>Calibrate</source>
        <translation>Calibrar</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/actions.py"/>
        <source>Take the main face at rest for three seconds as its neutral</source>
        <translation>Tomar la cara principal en reposo durante tres segundos como su neutral</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/actions.py"/>
        <location filename="../../../app/mien/settings.py"/>
        <source>Others in grey</source>
        <translation>Otras en gris</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/actions.py"/>
        <source>Cover all faces but the main one</source>
        <translation>Cubrir todas las caras menos la principal</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/actions.py"/>
        <location filename="../../../app/mien/gui/insight/close_up.py"/>
        <location filename="../../../app/mien/settings.py"/>
        <source>Close-up</source>
        <translation>Primer plano</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/actions.py"/>
        <source>Show the main face enlarged, with the map over it</source>
        <translation>Mostrar la cara principal ampliada, con el mapa encima</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/actions.py"/>
        <location filename="../../../app/mien/gui/insight/plot_paint.py"/>
        <location filename="../../../app/mien/settings.py"/>
        <source>History</source>
        <translation>Historial</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/actions.py"/>
        <source>Show the last 30 seconds of some values</source>
        <translation>Mostrar los últimos 30 segundos de algunos valores</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/actions.py"/>
        <location filename="../../../app/mien/gui/guide/dialog.py"/>
        <source>User guide</source>
        <translation>Guía de uso</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/actions.py"/>
        <source>How to use Mien, in short topics with a search</source>
        <translation>Cómo usar Mien, en temas breves con búsqueda</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/actions.py"/>
        <source>What the values say, and what not</source>
        <translation>Lo que dicen los valores y lo que no</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/actions.py"/>
        <location filename="../../../app/mien/settings.py"/>
        <source>Side panel</source>
        <translation>Panel lateral</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/actions.py"/>
        <source>Show the side panel</source>
        <translation>Mostrar el panel lateral</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/actions.py"/>
        <source>Dark or light</source>
        <translation>Oscuro o claro</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/actions.py"/>
        <source>Change between dark and light</source>
        <translation>Cambiar entre oscuro y claro</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/actions.py"/>
        <source>Theme as the system</source>
        <translation>Tema del sistema</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/actions.py"/>
        <source>Dark or light as the desktop has it</source>
        <translation>Oscuro o claro, según el escritorio</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/actions.py"/>
        <source>Full screen</source>
        <translation>Pantalla completa</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/actions.py"/>
        <source>Only the picture</source>
        <translation>Solo la imagen</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/actions.py"/>
        <source>Other programs…</source>
        <translation>Otros programas…</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/actions.py"/>
        <source>Send live values to other programs</source>
        <translation>Enviar valores en vivo a otros programas</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/actions.py"/>
        <source>Settings…</source>
        <translation>Ajustes…</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/actions.py"/>
        <source>All settings in one place</source>
        <translation>Todos los ajustes en un lugar</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/actions.py"/>
        <source>What the numbers are, and what they are not</source>
        <translation>Qué son los números y qué no son</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/actions.py"/>
        <location filename="../../../app/mien/gui/diagnostics/dialog.py"/>
        <source>Diagnostics</source>
        <translation>Diagnóstico</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/actions.py"/>
        <source>What runs where, how fast, and what keeps it from being faster</source>
        <translation>Qué funciona dónde, a qué velocidad y qué lo frena</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/actions.py"/>
        <location filename="../../../app/mien/gui/recording/wiring.py"/>
        <source>Record</source>
        <translation>Grabar</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/actions.py"/>
        <source>Record, or end the recording</source>
        <translation>Grabar o terminar la grabación</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/actions.py"/>
        <location filename="../../../app/mien/gui/status_bar.py"/>
        <source>Live</source>
        <translation>En vivo</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/actions.py"/>
        <source>Show what the source shows now</source>
        <translation>Mostrar lo que la fuente muestra ahora</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/actions.py"/>
        <location filename="../../../app/mien/gui/recording/wiring.py"/>
        <location filename="../../../app/mien/gui/review/page.py"/>
        <source>Review</source>
        <translation>Revisión</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/actions.py"/>
        <source>Look through a recorded session</source>
        <translation>Revisar una sesión grabada</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/actions.py"/>
        <source>Quit</source>
        <translation>Salir</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/actions.py"/>
        <source>Stop and close</source>
        <translation>Detener y cerrar</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/actions.py"/>
        <source>Marker {number}</source>
        <translation>Marcador {number}</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/actions.py"/>
        <source>Set marker {number}</source>
        <translation>Poner el marcador {number}</translation>
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
        <translation>Marcar una cara neutral</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/actions.py"/>
        <location filename="../../../app/mien/gui/review/marker_book.py"/>
        <source>Stimulus on</source>
        <translation>Estímulo: inicio</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/actions.py"/>
        <source>Mark the beginning of a stimulus</source>
        <translation>Marcar el comienzo de un estímulo</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/actions.py"/>
        <location filename="../../../app/mien/gui/review/marker_book.py"/>
        <source>Stimulus off</source>
        <translation>Estímulo: fin</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/actions.py"/>
        <source>Mark the end of a stimulus</source>
        <translation>Marcar el final de un estímulo</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/actions.py"/>
        <location filename="../../../app/mien/gui/diagnostics/facts.py"/>
        <location filename="../../../app/mien/gui/review/marker_book.py"/>
        <location filename="../../../app/mien/gui/review/marker_panel.py"/>
        <source>Note</source>
        <translation>Nota</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/actions.py"/>
        <source>Set a marker with a note</source>
        <translation>Poner un marcador con una nota</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/app.py"/>
        <source>Safe mode: every setting is as at the first start, the network runs on the CPU, and nothing that you change is kept.</source>
        <translation>Modo seguro: cada ajuste está como en el primer inicio, la red funciona en la CPU y no se guarda nada de lo que cambie.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/app.py"/>
        <source>Mien, safe mode</source>
        <translation>Mien, modo seguro</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/calibrating/count.py"/>
        <source>Seconds until the face is calibrated</source>
        <translation>Segundos hasta que la cara esté calibrada</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/calibrating/menu.py"/>
        <source>Neutral face</source>
        <translation>Cara neutral</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/calibrating/menu.py"/>
        <location filename="../../../app/mien/gui/calibrating/wiring.py"/>
        <source>Keep as a profile…</source>
        <translation>Guardar como perfil…</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/calibrating/menu.py"/>
        <source>Write the main face's neutral values to a file of this name; no picture</source>
        <translation>Escribir los valores neutrales de la cara principal en un archivo con este nombre; sin imagen</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/calibrating/menu.py"/>
        <source>Take a profile</source>
        <translation>Tomar un perfil</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/calibrating/menu.py"/>
        <source>Calibrate the main face by a profile</source>
        <translation>Calibrar la cara principal con un perfil</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/calibrating/menu.py"/>
        <source>Without calibration</source>
        <translation>Sin calibración</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/calibrating/menu.py"/>
        <source>Show the main face's values as the network gives them</source>
        <translation>Mostrar los valores de la cara principal como los da la red</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/calibrating/menu.py"/>
        <source>Delete a profile</source>
        <translation>Borrar un perfil</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/calibrating/menu.py"/>
        <source>Take a profile away for good</source>
        <translation>Borrar un perfil para siempre</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/calibrating/wiring.py"/>
        <source>There is no face in view that could be calibrated.</source>
        <translation>No hay a la vista ninguna cara que calibrar.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/calibrating/wiring.py"/>
        <source>Nothing comes from the source now: start it again, then calibrate.</source>
        <translation>Ahora no llega nada de la fuente: vuelva a iniciarla y calibre después.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/calibrating/wiring.py"/>
        <source>Look into the camera and keep your face at rest until the count ends.</source>
        <translation>Mire a la cámara y mantenga la cara en reposo hasta que acabe la cuenta.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/calibrating/wiring.py"/>
        <source>{face} is calibrated: its values are shown relative to this neutral face.</source>
        <translation>{face} está calibrada: sus valores se muestran respecto a esta cara neutral.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/calibrating/wiring.py"/>
        <source>Not calibrated.</source>
        <translation>No se calibró.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/calibrating/wiring.py"/>
        <location filename="../../../app/mien/gui/sending/card.py"/>
        <location filename="../../../app/mien/gui/state.py"/>
        <source>Try again</source>
        <translation>Reintentar</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/calibrating/wiring.py"/>
        <source>This face is not calibrated, or was lost: calibrate it first.</source>
        <translation>Esta cara no está calibrada o se perdió: calíbrela primero.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/calibrating/wiring.py"/>
        <source>The neutral face is kept as {name}.</source>
        <translation>La cara neutral se guarda como {name}.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/calibrating/wiring.py"/>
        <source>{face} is shown relative to the neutral face of {name}.</source>
        <translation>{face} se muestra respecto a la cara neutral de {name}.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/calibrating/wiring.py"/>
        <source>Delete the profile {name}?</source>
        <translation>¿Borrar el perfil {name}?</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/calibrating/wiring.py"/>
        <source>It cannot be brought back.</source>
        <translation>No se puede recuperar.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/calibrating/wiring.py"/>
        <location filename="../../../app/mien/gui/report_dialog.py"/>
        <location filename="../../../app/mien/gui/review/marker_panel.py"/>
        <location filename="../../../app/mien/gui/review/wiring.py"/>
        <source>Delete</source>
        <translation>Borrar</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/choices.py"/>
        <source>The settings could not be kept ({reason}).</source>
        <translation>No se pudieron guardar los ajustes ({reason}).</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/diagnostics/dialog.py"/>
        <source>Have the network run on</source>
        <translation>Que la red funcione en</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/diagnostics/dialog.py"/>
        <source>Have the network run on another device; nothing is interrupted</source>
        <translation>Que la red funcione en otro dispositivo; no se interrumpe nada</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/diagnostics/dialog.py"/>
        <location filename="../../../app/mien/gui/diagnostics/facts.py"/>
        <location filename="../../../app/mien/gui/status_bar.py"/>
        <source>Where the network runs</source>
        <translation>Dónde funciona la red</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/diagnostics/dialog.py"/>
        <location filename="../../../app/mien/gui/diagnostics/facts.py"/>
        <location filename="../../../app/mien/gui/recording/bar.py"/>
        <location filename="../../../app/mien/gui/review/session_line.py"/>
        <source>Frames</source>
        <translation>Fotogramas</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/diagnostics/dialog.py"/>
        <location filename="../../../app/mien/gui/diagnostics/facts.py"/>
        <location filename="../../../app/mien/gui/status_bar.py"/>
        <source>Source</source>
        <translation>Fuente</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/diagnostics/dialog.py"/>
        <location filename="../../../app/mien/gui/report_dialog.py"/>
        <source>Copied</source>
        <translation>Copiado</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/diagnostics/dialog.py"/>
        <source>Diagnostics, scrollable</source>
        <translation>Diagnóstico, desplazable</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/diagnostics/dialog.py"/>
        <source>Have it run on</source>
        <translation>Ejecutar en</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/diagnostics/dialog.py"/>
        <source>The command that mends it</source>
        <translation>La orden que lo arregla</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/diagnostics/dialog.py"/>
        <source>Copy the command</source>
        <translation>Copiar la orden</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/diagnostics/dialog.py"/>
        <location filename="../../../app/mien/gui/report_dialog.py"/>
        <source>Copy</source>
        <translation>Copiar</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/diagnostics/dialog.py"/>
        <source>To mend it</source>
        <translation>Para arreglarlo</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/diagnostics/dialog.py"/>
        <source>Copy all of this as text, for a report</source>
        <translation>Copiar todo esto como texto, para un informe</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/diagnostics/dialog.py"/>
        <source>Copy all</source>
        <translation>Copiar todo</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/diagnostics/facts.py"/>
        <location filename="../../../app/mien/settings.py"/>
        <source>The fastest there is</source>
        <translation>El más rápido que haya</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/diagnostics/facts.py"/>
        <source>Read by</source>
        <translation>Leído con</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/diagnostics/facts.py"/>
        <source>Pixel format</source>
        <translation>Formato de píxel</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/diagnostics/facts.py"/>
        <source>Asked for</source>
        <translation>Pedido</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/diagnostics/facts.py"/>
        <source>Codec</source>
        <translation>Códec</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/diagnostics/facts.py"/>
        <source>Container</source>
        <translation>Contenedor</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/diagnostics/facts.py"/>
        <source>Length</source>
        <translation>Duración</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/diagnostics/facts.py"/>
        <source>Turned by</source>
        <translation>Girado</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/diagnostics/facts.py"/>
        <source>{analysed} of {captured} frames a second are analysed and on the screen {age} after their capture.</source>
        <translation>{analysed} de {captured} fotogramas por segundo se analizan y se ven {age} después de su captura.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/diagnostics/facts.py"/>
        <source>Waiting</source>
        <translation>Espera</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/diagnostics/facts.py"/>
        <source>Painting</source>
        <translation>Dibujo</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/diagnostics/facts.py"/>
        <source>Capture to paint</source>
        <translation>De la captura a la pantalla</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/diagnostics/facts.py"/>
        <source>Captured</source>
        <translation>Captados</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/diagnostics/facts.py"/>
        <location filename="../../../app/mien/gui/status_bar.py"/>
        <source>Analysed</source>
        <translation>Analizados</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/diagnostics/facts.py"/>
        <source>Skipped, to stay live</source>
        <translation>Omitidos, para seguir en vivo</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/diagnostics/facts.py"/>
        <source>Age of the newest</source>
        <translation>Edad del más reciente</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/diagnostics/facts.py"/>
        <location filename="../../../app/mien/gui/people/card.py"/>
        <source>Name</source>
        <translation>Nombre</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/diagnostics/facts.py"/>
        <source>Picture</source>
        <translation>Imagen</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/diagnostics/facts.py"/>
        <source>Rate as stated</source>
        <translation>Frecuencia declarada</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/diagnostics/facts.py"/>
        <source>Rate as it is</source>
        <translation>Frecuencia real</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/diagnostics/facts.py"/>
        <source>Runs on</source>
        <translation>Funciona en</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/diagnostics/facts.py"/>
        <source>Being loaded for</source>
        <translation>Cargándose para</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/diagnostics/facts.py"/>
        <source>{free} of {total} MB free</source>
        <translation>{free} de {total} MB libres</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/diagnostics/facts.py"/>
        <source>GPU memory</source>
        <translation>Memoria de la GPU</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/diagnostics/facts.py"/>
        <source>System</source>
        <translation>Sistema</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/diagnostics/facts.py"/>
        <source>Computer</source>
        <translation>Equipo</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/diagnostics/facts.py"/>
        <source>Versions</source>
        <translation>Versiones</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/diagnostics/facts.py"/>
        <source>Time of a frame, median and 95 of 100 within</source>
        <translation>Tiempo de un fotograma, mediana y 95 de cada 100 en</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/diagnostics/facts.py"/>
        <source>{rate}, {count} in all</source>
        <translation>{rate}, {count} en total</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/diagnostics/tables.py"/>
        <source>Time of a frame</source>
        <translation>Tiempo de un fotograma</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/diagnostics/tables.py"/>
        <source>median</source>
        <translation>mediana</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/diagnostics/tables.py"/>
        <source>95 of 100</source>
        <translation>95 de 100</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/dialogs.py"/>
        <source>Videos and pictures</source>
        <translation>Vídeos e imágenes</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/dialogs.py"/>
        <location filename="../../../app/mien/gui/preferences/controls.py"/>
        <location filename="../../../app/mien/gui/preferences/wiring.py"/>
        <source>All files</source>
        <translation>Todos los archivos</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/dialogs.py"/>
        <source>Open a stream</source>
        <translation>Abrir una transmisión</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/dialogs.py"/>
        <source>Address of the stream, as rtsp://, http:// or https://</source>
        <translation>Dirección de la transmisión, como rtsp://, http:// o https://</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/dialogs.py"/>
        <source>Keep a neutral face</source>
        <translation>Guardar una cara neutral</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/dialogs.py"/>
        <source>Name of the profile: numbers are kept under it, no picture</source>
        <translation>Nombre del perfil: con él se guardan números, no imágenes</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/dialogs.py"/>
        <location filename="../../../app/mien/gui/review/deeds.py"/>
        <location filename="../../../app/mien/gui/review/start.py"/>
        <source>Open a session folder</source>
        <translation>Abrir una carpeta de sesión</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/dialogs.py"/>
        <source>Where recordings go</source>
        <translation>Dónde van las grabaciones</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/dialogs.py"/>
        <location filename="../../../app/mien/gui/recording/wiring.py"/>
        <source>Cancel</source>
        <translation>Cancelar</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/evidence_menu.py"/>
        <source>The evidence map comes with the network, which is still loading</source>
        <translation>El mapa de evidencia llega con la red, que aún se está cargando</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/evidence_menu.py"/>
        <source>This network gives no evidence map: it does not tell which places spoke for a value</source>
        <translation>Esta red no da mapa de evidencia: no dice qué lugares hablaban a favor de un valor</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/evidence_menu.py"/>
        <source>Choose a value here, or click it in the side panel</source>
        <translation>Elija aquí un valor, o haga clic en él en el panel lateral</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/evidence_menu.py"/>
        <source>Evidence for</source>
        <translation>Evidencia de</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/evidence_menu.py"/>
        <source>The likeliest expression</source>
        <translation>La expresión más probable</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/first_start.py"/>
        <source>Before you start</source>
        <translation>Antes de empezar</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/first_start.py"/>
        <source>Tell the people you show to it</source>
        <translation>Avise a las personas que muestre</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/first_start.py"/>
        <source>The EU AI Act asks that they are told (Art. 50(3)), and forbids reading emotions at work and in education (Art. 5(1)(f)).</source>
        <translation>El Reglamento de IA de la UE pide que se les informe (art. 50(3)) y prohíbe leer emociones en el trabajo y en la educación (art. 5(1)(f)).</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/first_start.py"/>
        <source>For research and teaching</source>
        <translation>Para investigación y docencia</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/first_start.py"/>
        <source>Not for decisions about a person, nor for diagnosis. The network may be used for research alone, as its data sets ask; the settings take one of your own instead.</source>
        <translation>No para decidir sobre una persona ni para diagnosticar. La red solo puede usarse para investigar, como piden sus conjuntos de datos; en los ajustes puede poner una propia en su lugar.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/first_start.py"/>
        <source>It reads looks, not feelings</source>
        <translation>Lee apariencias, no sentimientos</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/first_start.py"/>
        <source>Every value is the estimate of a network from one picture of a face. What someone feels cannot be known from it.</source>
        <translation>Cada valor es la estimación de una red a partir de una imagen de una cara. Lo que alguien siente no puede saberse por ella.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/first_start.py"/>
        <source>Pictures stay on this computer</source>
        <translation>Las imágenes se quedan en este equipo</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/first_start.py"/>
        <source>No picture and no value is sent anywhere.</source>
        <translation>No se envía ninguna imagen ni ningún valor a ninguna parte.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/first_start.py"/>
        <source>I have read this</source>
        <translation>He leído esto</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/guide/dialog.py"/>
        <source>Search the guide</source>
        <translation>Buscar en la guía</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/guide/dialog.py"/>
        <source>Words of a topic's title or text</source>
        <translation>Palabras del título o del texto de un tema</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/guide/dialog.py"/>
        <source>Topics of the guide</source>
        <translation>Temas de la guía</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/guide/dialog.py"/>
        <source>No topic has these words.</source>
        <translation>Ningún tema tiene estas palabras.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/insight/close_up.py"/>
        <source>This face was not read.</source>
        <translation>Esta cara no se leyó.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/insight/close_up.py"/>
        <source>This network gives no saliency map.</source>
        <translation>Esta red no da mapa de saliencia.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/insight/close_up.py"/>
        <location filename="../../../app/mien/overlays/__init__.py"/>
        <location filename="../../../app/mien/overlays/saliency.py"/>
        <source>Saliency</source>
        <translation>Saliencia</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/insight/close_up.py"/>
        <source>Where people would look, which guides the network. 1 is the place that draws most.</source>
        <translation>Dónde miraría la gente, lo que guía a la red. 1 es el lugar que más atrae.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/insight/close_up.py"/>
        <source>This network gives no evidence map.</source>
        <translation>Esta red no da mapa de evidencia.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/insight/close_up.py"/>
        <location filename="../../../app/mien/overlays/evidence.py"/>
        <source>Evidence for {value}</source>
        <translation>Evidencia de {value}</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/insight/close_up.py"/>
        <source>Yellow places speak for it, blue places against it, grey and clear ones say little. The mean over all places is the value before it becomes a probability.</source>
        <translation>Los lugares amarillos hablan a favor, los azules en contra, los grises y los claros dicen poco. La media de todos los lugares es el valor antes de convertirse en probabilidad.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/insight/close_up.py"/>
        <source>The main face, enlarged</source>
        <translation>La cara principal, ampliada</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/insight/close_up.py"/>
        <location filename="../../../app/mien/gui/panel.py"/>
        <source>No face</source>
        <translation>Ninguna cara</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/insight/close_up.py"/>
        <source>Scale of the map</source>
        <translation>Escala del mapa</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/insight/plot.py"/>
        <source>History of the last 30 seconds</source>
        <translation>Historial de los últimos 30 segundos</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/insight/plot.py"/>
        <source>No value is ticked</source>
        <translation>Ningún valor marcado</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/insight/plot.py"/>
        <source>Tick up to six values in the side panel, and they are drawn here.</source>
        <translation>Marque hasta seis valores en el panel lateral y se dibujarán aquí.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/insight/plot_paint.py"/>
        <source>{seconds} s ago</source>
        <translation>hace {seconds} s</translation>
    </message>
    <message numerus="yes">
        <location filename="../../../app/mien/gui/insight/wiring.py"/>
        <source>Not more than {n} lines can be told apart: take a tick away first.</source>
        <translation>
            <numerusform>No se puede distinguir más de {n} línea: quite primero una marca.</numerusform>
            <numerusform>No se pueden distinguir más de {n} líneas: quite primero una marca.</numerusform>
        </translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/job.py"/>
        <source>This failed unexpectedly ({error}); the log says more.</source>
        <translation>Esto falló de forma inesperada ({error}); el registro dice más.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/knowing.py"/>
        <source>What it can know</source>
        <translation>Lo que puede saber</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/knowing.py"/>
        <source>What a face looks like.</source>
        <translation>Qué parece una cara.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/knowing.py"/>
        <source>How probable it is that people who look at this one picture would call it happy, sad, surprised and so on. That is a likeness, judged by others.</source>
        <translation>Qué probable es que quienes miren esta única imagen la llamen alegre, triste, sorprendida, etcétera. Es un parecido, juzgado por otros.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/knowing.py"/>
        <source>What moves in it.</source>
        <translation>Qué se mueve en ella.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/knowing.py"/>
        <source>How probable it is that an Action Unit is present: a movement such as raised brows, described by what can be seen and not by what it might mean.</source>
        <translation>Qué probable es que haya una unidad de acción: un movimiento como unas cejas elevadas, descrito por lo que se ve y no por lo que pudiera significar.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/knowing.py"/>
        <source>How much it smiles.</source>
        <translation>Cuánto sonríe.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/knowing.py"/>
        <source>An estimate from 0 to 5, best compared within one person and one place.</source>
        <translation>Una estimación de 0 a 5, que conviene comparar en una misma persona y un mismo lugar.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/knowing.py"/>
        <source>Where the head points, and when it was so.</source>
        <translation>Hacia dónde apunta la cabeza y cuándo fue así.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/knowing.py"/>
        <source>From 478 landmarks, for every frame that was analysed, with its time.</source>
        <translation>A partir de 478 puntos faciales, para cada fotograma analizado, con su tiempo.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/knowing.py"/>
        <source>Which places decided.</source>
        <translation>Qué lugares decidieron.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/knowing.py"/>
        <source>The evidence map is the sum that makes a value, place by place. The saliency map is different: it says where people would look, and guides the network.</source>
        <translation>El mapa de evidencia es la suma que forma un valor, lugar por lugar. El mapa de saliencia es otra cosa: dice dónde miraría la gente y guía a la red.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/knowing.py"/>
        <source>What it cannot know</source>
        <translation>Lo que no puede saber</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/knowing.py"/>
        <source>What someone feels.</source>
        <translation>Lo que alguien siente.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/knowing.py"/>
        <source>People smile when they are happy, polite, nervous or in pain, and feel much without showing it. No value here measures a feeling, a thought or a wish.</source>
        <translation>La gente sonríe cuando está contenta, es cortés, está nerviosa o le duele algo, y siente mucho sin mostrarlo. Ningún valor aquí mide un sentimiento, un pensamiento o un deseo.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/knowing.py"/>
        <source>Whether it is meant.</source>
        <translation>Si es intencionado.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/knowing.py"/>
        <source>A posed smile and a true one can look alike; so can play and earnest.</source>
        <translation>Una sonrisa posada y una verdadera pueden parecerse; también el juego y lo serio.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/knowing.py"/>
        <source>Why.</source>
        <translation>Por qué.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/knowing.py"/>
        <source>What happened before, what was said and who was there is not in a picture.</source>
        <translation>Lo que pasó antes, lo que se dijo y quién estaba no está en una imagen.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/knowing.py"/>
        <source>What is usual for this person.</source>
        <translation>Lo habitual en esta persona.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/knowing.py"/>
        <source>Brows that stand low by nature look like a frown to it. Age, habit, a palsy, make-up, a beard or glasses change the values without any change of mood. Calibrating (K) takes the face at rest away, and nothing else.</source>
        <translation>Unas cejas bajas por naturaleza le parecen un ceño fruncido. La edad, la costumbre, una parálisis, el maquillaje, la barba o las gafas cambian los valores sin que cambie el ánimo. Calibrar (K) quita la cara en reposo y nada más.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/knowing.py"/>
        <source>Whether it errs more for some people than for others.</source>
        <translation>Si se equivoca más con unas personas que con otras.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/knowing.py"/>
        <source>The pictures that it was measured on do not say how old people are, what skin they have or where they live. So there is no figure, and it may well be so.</source>
        <translation>Las imágenes con las que se midió no dicen la edad de las personas, su piel ni dónde viven. Por eso no hay cifra, y bien puede ser así.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/knowing.py"/>
        <source>What someone looks at.</source>
        <translation>Qué mira alguien.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/knowing.py"/>
        <source>Gaze is how far the eyes are turned in the head, coarsely: no degrees, no place on a screen. Blinks that fall between two pictures are missed.</source>
        <translation>La mirada es cuánto giran los ojos en la cabeza, de modo aproximado: sin grados, sin lugar en una pantalla. Los parpadeos que caen entre dos imágenes se pierden.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/knowing.py"/>
        <source>Who it is.</source>
        <translation>Quién es.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/knowing.py"/>
        <source>Faces have numbers while they are in view and for 5 seconds after. Nobody is recognised, and nothing of a face is stored unless you record.</source>
        <translation>Las caras tienen un número mientras están a la vista y 5 segundos después. No se reconoce a nadie, y nada de una cara se guarda salvo que usted grabe.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/knowing.py"/>
        <source>How to read it well</source>
        <translation>Cómo leerlo bien</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/knowing.py"/>
        <source>Compare like with like.</source>
        <translation>Compare lo comparable.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/knowing.py"/>
        <source>One person with the same person, one light, one camera, one distance.</source>
        <translation>La misma persona, la misma luz, la misma cámara, la misma distancia.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/knowing.py"/>
        <source>Look at changes over time.</source>
        <translation>Mire los cambios en el tiempo.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/knowing.py"/>
        <source>One frame says little; the history and a recording say more.</source>
        <translation>Un fotograma dice poco; el historial y una grabación dicen más.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/knowing.py"/>
        <source>Mind the light beside the face's number.</source>
        <translation>Fíjese en la luz junto al número de la cara.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/knowing.py"/>
        <source>Where it is red the face is too dark, blurred, small, turned or covered to say much, and its values are grey. A hand of the skin's colour goes unseen.</source>
        <translation>Si está en rojo, la cara está demasiado oscura, borrosa, pequeña, girada o tapada para decir mucho, y sus valores están en gris. Una mano del color de la piel no se nota.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/knowing.py"/>
        <source>Look at the face and the map.</source>
        <translation>Mire la cara y el mapa.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/knowing.py"/>
        <source>If the evidence lies on hair, a shadow or the background, do not believe it.</source>
        <translation>Si la evidencia cae en el pelo, una sombra o el fondo, no la crea.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/knowing.py"/>
        <source>Tell the people, and ask them.</source>
        <translation>Avise a las personas y pregúnteles.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/knowing.py"/>
        <source>They must know that such a program looks at them. Do not use it to judge, select, grade, treat or sell to anybody; at work and in schools the European Union forbids it.</source>
        <translation>Deben saber que un programa así las mira. No lo use para juzgar, seleccionar, calificar o tratar a nadie, ni para venderle algo; en el trabajo y en las escuelas la Unión Europea lo prohíbe.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/knowing.py"/>
        <source>What the network's card says of its limits</source>
        <translation>Lo que la ficha de la red dice de sus límites</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/live.py"/>
        <source>Frozen, Space goes on</source>
        <translation>Congelado, Espacio para seguir</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/measured/light.py"/>
        <source>Well seen</source>
        <translation>Bien visible</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/measured/light.py"/>
        <source>The face is sharp, lit, large and turned well enough to be read.</source>
        <translation>La cara está bastante nítida, iluminada, grande y de frente para leerla.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/measured/light.py"/>
        <source>How well the face can be read is not known.</source>
        <translation>No se sabe lo bien que se puede leer la cara.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/measured/light.py"/>
        <source>Its values are greyed out, as they would say little.</source>
        <translation>Sus valores están en gris, pues dirían poco.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/measured/light.py"/>
        <source>Picture of the face</source>
        <translation>Imagen de la cara</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/measured/rows.py"/>
        <source>Across</source>
        <translation>Horizontal</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/measured/rows.py"/>
        <source>How far the eyes turn to the person's own left, -1 to 1; coarse, no degrees</source>
        <translation>Cuánto giran los ojos hacia la propia izquierda de la persona, de -1 a 1; aproximado, sin grados</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/measured/rows.py"/>
        <source>Up</source>
        <translation>Vertical</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/measured/rows.py"/>
        <source>How far the eyes turn up, -1 to 1; coarse, no degrees</source>
        <translation>Cuánto giran los ojos hacia arriba, de -1 a 1; aproximado, sin grados</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/measured/rows.py"/>
        <source>So far</source>
        <translation>Hasta ahora</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/measured/rows.py"/>
        <source>Blinks since the face came into view</source>
        <translation>Parpadeos desde que la cara apareció</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/measured/rows.py"/>
        <source>A minute</source>
        <translation>Por minuto</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/measured/rows.py"/>
        <source>Blinks a minute over the last minute, once a quarter of it was seen</source>
        <translation>Parpadeos por minuto en el último minuto, una vez visto un cuarto de él</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/measured/rows.py"/>
        <source>Mouth</source>
        <translation>Boca</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/measured/rows.py"/>
        <source>How much higher the person's own left corner of the mouth is, in shares of the distance between the eyes; only while the face looks ahead</source>
        <translation>Cuánto más alta está la propia comisura izquierda de la persona, en partes de la distancia entre los ojos; solo mientras la cara mira al frente</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/measured/rows.py"/>
        <source>Brows</source>
        <translation>Cejas</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/measured/rows.py"/>
        <source>How much higher the person's own left brow is, in shares of the distance between the eyes; only while the face looks ahead</source>
        <translation>Cuánto más alta está la propia ceja izquierda de la persona, en partes de la distancia entre los ojos; solo mientras la cara mira al frente</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/measured/rows.py"/>
        <source>a hint, not a verdict</source>
        <translation>un indicio, no un veredicto</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/measured/rows.py"/>
        <source>The smaller of AU06 and AU12: smiles of joy often raise the cheeks too. So do strong smiles of any kind, and people can do it at will.</source>
        <translation>El menor de AU06 y AU12: las sonrisas de alegría suelen elevar también las mejillas. También lo hace cualquier sonrisa intensa, y se puede hacer a voluntad.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/measured/rows.py"/>
        <source>Duchenne</source>
        <translation>Duchenne</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/measured/rows.py"/>
        <source>Gaze</source>
        <translation>Mirada</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/measured/rows.py"/>
        <source>Blinks</source>
        <translation>Parpadeos</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/measured/rows.py"/>
        <source>Left against right</source>
        <translation>Izq./der.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/mode_menu.py"/>
        <source>Size and rate</source>
        <translation>Tamaño y frecuencia</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/mode_menu.py"/>
        <source>Size and rate of the camera</source>
        <translation>Tamaño y frecuencia de la cámara</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/mode_menu.py"/>
        <source>Now {given}</source>
        <translation>Ahora {given}</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/mode_menu.py"/>
        <source>Automatic</source>
        <translation>Automático</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/mode_menu.py"/>
        <source>1280 x 720 at 30 a second, or near it</source>
        <translation>1280 x 720 a 30 por segundo, o parecido</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/mode_menu.py"/>
        <source>As the camera likes</source>
        <translation>Como prefiera la cámara</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/mode_menu.py"/>
        <source>Nothing is asked of the camera</source>
        <translation>No se pide nada a la cámara</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/mode_menu.py"/>
        <location filename="../../../app/mien/gui/sending/words.py"/>
        <source>{rate} a second</source>
        <translation>{rate} por segundo</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/mode_menu.py"/>
        <source>compressed</source>
        <translation>comprimido</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/mode_menu.py"/>
        <source>not compressed</source>
        <translation>sin comprimir</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/network_wiring.py"/>
        <source>The network changes once the recording has ended.</source>
        <translation>La red cambiará cuando termine la grabación.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/network_wiring.py"/>
        <source>This network gives no saliency map</source>
        <translation>Esta red no da mapa de saliencia</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/network_wiring.py"/>
        <source>This network reads no expressions</source>
        <translation>Esta red no lee expresiones</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/network_wiring.py"/>
        <source>This network reads no smile</source>
        <translation>Esta red no lee la sonrisa</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/network_wiring.py"/>
        <source>This network reads no Action Units</source>
        <translation>Esta red no lee unidades de acción</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/notice_bar.py"/>
        <source>Notice</source>
        <translation>Aviso</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/notice_bar.py"/>
        <source>What is offered</source>
        <translation>Lo que se ofrece</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/notice_bar.py"/>
        <source>Close this notice</source>
        <translation>Cerrar este aviso</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/pages.py"/>
        <source>Evidence maps are not kept in a session</source>
        <translation>Los mapas de evidencia no se guardan en una sesión</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/panel.py"/>
        <location filename="../../../app/mien/gui/review/deeds.py"/>
        <source>Readings</source>
        <translation>Valores</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/panel.py"/>
        <location filename="../../../app/mien/gui/review/lanes.py"/>
        <location filename="../../../app/mien/gui/review/summary.py"/>
        <location filename="../../../app/mien/overlays/__init__.py"/>
        <location filename="../../../app/mien/settings.py"/>
        <source>Expression</source>
        <translation>Expresión</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/panel.py"/>
        <location filename="../../../app/mien/gui/review/summary.py"/>
        <location filename="../../../app/mien/overlays/__init__.py"/>
        <location filename="../../../app/mien/settings.py"/>
        <source>Action Units</source>
        <translation>Unidades de acción</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/panel.py"/>
        <source>Values are told relative to this person's own neutral face</source>
        <translation>Los valores son relativos a la propia cara neutral de esta persona</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/panel.py"/>
        <source>The names come with the network, which is still loading.</source>
        <translation>Los nombres llegan con la red, que aún se está cargando.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/panel.py"/>
        <source>Estimates of a network, not what someone feels. {start}About it{end}</source>
        <translation>Estimaciones de una red, no lo que alguien siente. {start}Más información{end}</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/panel.py"/>
        <source>1 of {count} faces</source>
        <translation>1 de {count} caras</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/panel.py"/>
        <source>relative to neutral</source>
        <translation>respecto a lo neutral</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/panel.py"/>
        <source>Click another face, or press N for the next one</source>
        <translation>Haga clic en otra cara, o pulse N para la siguiente</translation>
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
        <translation>Sonrisa</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/panel.py"/>
        <source>intensity, estimated</source>
        <translation>intensidad, estimada</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/panel.py"/>
        <source>looks like, probability</source>
        <translation>parece, probabilidad</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/panel.py"/>
        <source>probability of presence</source>
        <translation>probabilidad de presencia</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/panel.py"/>
        <source>rise above neutral</source>
        <translation>aumento sobre lo neutral</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/panel.py"/>
        <source>looks like, above neutral</source>
        <translation>parece, sobre lo neutral</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/panel.py"/>
        <source>Readings, scrollable</source>
        <translation>Valores, desplazable</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/panel.py"/>
        <source>What these numbers are</source>
        <translation>Qué son estos números</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/panel.py"/>
        <source>How probable it is that people who look at this face would call it so.</source>
        <translation>Qué probable es que quienes miren esta cara la llamen así.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/people/card.py"/>
        <source>About this face</source>
        <translation>Acerca de esta cara</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/people/card.py"/>
        <source>Name of this face</source>
        <translation>Nombre de esta cara</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/people/card.py"/>
        <source>Keep as the main face</source>
        <translation>Como cara principal</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/people/card.py"/>
        <source>The panel, the close-up and other programs stay with this face</source>
        <translation>El panel, el primer plano y otros programas siguen con esta cara</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/people/card.py"/>
        <source>Done</source>
        <translation>Listo</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/people/card.py"/>
        <source>Forgotten when the face has been away for 5 seconds; only a recording keeps it.</source>
        <translation>Se olvida cuando la cara lleva 5 segundos ausente; solo una grabación lo conserva.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/people/card.py"/>
        <source>No colour of its own</source>
        <translation>Sin color propio</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/people/wiring.py"/>
        <source>There is no face in view that could be named.</source>
        <translation>No hay a la vista ninguna cara que nombrar.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/picture.py"/>
        <source>Live picture</source>
        <translation>Imagen en vivo</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/pose_row.py"/>
        <source>Head pose</source>
        <translation>Cabeza</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/pose_row.py"/>
        <source>Pitch</source>
        <translation>Cabeceo</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/pose_row.py"/>
        <source>Pitch of the head in degrees, up is positive</source>
        <translation>Cabeceo de la cabeza en grados, positivo hacia arriba</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/pose_row.py"/>
        <source>Yaw</source>
        <translation>Guiñada</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/pose_row.py"/>
        <source>Yaw of the head in degrees, positive when the person turns to their own left</source>
        <translation>Guiñada de la cabeza en grados, positiva cuando la persona gira hacia su propia izquierda</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/pose_row.py"/>
        <source>Roll</source>
        <translation>Alabeo</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/pose_row.py"/>
        <source>Roll of the head in degrees, positive when the head leans to the person's own left</source>
        <translation>Alabeo de la cabeza en grados, positivo cuando la cabeza se inclina hacia la propia izquierda de la persona</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/preferences/controls.py"/>
        <source>Choose…</source>
        <translation>Elegir…</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/preferences/controls.py"/>
        <source>{folder}, change…</source>
        <translation>{folder}, cambiar…</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/preferences/dialog.py"/>
        <location filename="../../../app/mien/gui/preferences/wiring.py"/>
        <source>Settings</source>
        <translation>Ajustes</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/preferences/dialog.py"/>
        <source>Search the settings</source>
        <translation>Buscar en los ajustes</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/preferences/dialog.py"/>
        <source>Words of a setting's title or description</source>
        <translation>Palabras del título o la descripción de un ajuste</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/preferences/dialog.py"/>
        <source>Groups of settings</source>
        <translation>Grupos de ajustes</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/preferences/dialog.py"/>
        <source>No setting has these words.</source>
        <translation>Ningún ajuste contiene esas palabras.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/preferences/dialog.py"/>
        <source>Settings, scrollable</source>
        <translation>Ajustes, desplazable</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/preferences/dialog.py"/>
        <source>Import…</source>
        <translation>Importar…</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/preferences/dialog.py"/>
        <source>Take the settings of a file</source>
        <translation>Tomar los ajustes de un archivo</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/preferences/dialog.py"/>
        <source>Export…</source>
        <translation>Exportar…</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/preferences/dialog.py"/>
        <source>Write the settings to a file</source>
        <translation>Escribir los ajustes en un archivo</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/preferences/dialog.py"/>
        <source>Reset all…</source>
        <translation>Restablecer todo…</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/preferences/dialog.py"/>
        <source>Set every setting back</source>
        <translation>Restablecer cada ajuste</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/preferences/dialog.py"/>
        <source>Everything is in force already</source>
        <translation>Todo está ya en vigor</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/preferences/row.py"/>
        <source>Reset {title} to {value}</source>
        <translation>Restablecer {title} a {value}</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/preferences/row.py"/>
        <source>on</source>
        <translation>activado</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/preferences/row.py"/>
        <source>off</source>
        <translation>desactivado</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/preferences/row.py"/>
        <source>none</source>
        <translation>ninguno</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/preferences/wiring.py"/>
        <source>Import settings</source>
        <translation>Importar ajustes</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/preferences/wiring.py"/>
        <source>The settings of {name} are in force.</source>
        <translation>Los ajustes de {name} están en vigor.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/preferences/wiring.py"/>
        <source>Export settings</source>
        <translation>Exportar los ajustes</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/preferences/wiring.py"/>
        <source>The settings were written to {name}.</source>
        <translation>Los ajustes se escribieron en {name}.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/preferences/wiring.py"/>
        <source>Set every setting back?</source>
        <translation>¿Restablecer cada ajuste?</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/preferences/wiring.py"/>
        <source>Your recordings, and what was opened last, stay.</source>
        <translation>Sus grabaciones y lo último que se abrió se conservan.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/preferences/wiring.py"/>
        <source>Reset all</source>
        <translation>Restablecer todo</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/preferences/wiring.py"/>
        <source>Every setting is as it was at the first start.</source>
        <translation>Cada ajuste está como en el primer inicio.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/recording/bar.py"/>
        <source>Note, then Return</source>
        <translation>Nota y luego Intro</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/recording/bar.py"/>
        <source>Note for a marker</source>
        <translation>Nota para un marcador</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/recording/bar.py"/>
        <location filename="../../../app/mien/gui/review/transport.py"/>
        <source>Set a marker</source>
        <translation>Poner un marcador</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/recording/bar.py"/>
        <location filename="../../../app/mien/gui/review/marker_book.py"/>
        <location filename="../../../app/mien/gui/review/transport.py"/>
        <source>Marker</source>
        <translation>Marcador</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/recording/bar.py"/>
        <location filename="../../../app/mien/gui/recording/wiring.py"/>
        <location filename="../../../app/mien/gui/review/exporting.py"/>
        <source>Stop</source>
        <translation>Detener</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/recording/bar.py"/>
        <source>End the recording</source>
        <translation>Terminar la grabación</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/recording/bar.py"/>
        <source>Writing the rest</source>
        <translation>Escribiendo el resto</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/recording/bar.py"/>
        <source>State of the recording</source>
        <translation>Estado de la grabación</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/recording/bar.py"/>
        <source>Elapsed time</source>
        <translation>Tiempo transcurrido</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/recording/bar.py"/>
        <source>Room on the disk</source>
        <translation>Espacio en el disco</translation>
    </message>
    <message numerus="yes">
        <location filename="../../../app/mien/gui/recording/bar.py"/>
        <location filename="../../../app/mien/gui/recording/desk.py"/>
        <location filename="../../../app/mien/gui/recording/recovery.py"/>
        <location filename="../../../app/mien/gui/review/recents.py"/>
        <source>{n} frames</source>
        <translation>
            <numerusform>{n} fotograma</numerusform>
            <numerusform>{n} fotogramas</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <location filename="../../../app/mien/gui/recording/bar.py"/>
        <location filename="../../../app/mien/gui/recording/desk.py"/>
        <source>{n} skipped</source>
        <translation>
            <numerusform>{n} omitido</numerusform>
            <numerusform>{n} omitidos</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <location filename="../../../app/mien/gui/recording/bar.py"/>
        <location filename="../../../app/mien/gui/recording/desk.py"/>
        <source>{n} gaps</source>
        <translation>
            <numerusform>{n} hueco</numerusform>
            <numerusform>{n} huecos</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <location filename="../../../app/mien/gui/recording/bar.py"/>
        <source>{n} markers</source>
        <translation>
            <numerusform>{n} marcador</numerusform>
            <numerusform>{n} marcadores</numerusform>
        </translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/recording/bar.py"/>
        <source>{size} GB left</source>
        <translation>{size} GB libres</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/recording/count_down.py"/>
        <source>Count-down to the recording</source>
        <translation>Cuenta atrás para la grabación</translation>
    </message>
    <message numerus="yes">
        <location filename="../../../app/mien/gui/recording/desk.py"/>
        <source>{n} lost</source>
        <translation>
            <numerusform>{n} perdido</numerusform>
            <numerusform>{n} perdidos</numerusform>
        </translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/recording/desk.py"/>
        <source>Recorded {name}: {parts}.</source>
        <translation>Grabado {name}: {parts}.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/recording/menu.py"/>
        <source>Keep clean video</source>
        <translation>Guardar el vídeo limpio</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/recording/menu.py"/>
        <source>Keep annotated video</source>
        <translation>Guardar el vídeo anotado</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/recording/menu.py"/>
        <source>Keep clean and annotated video</source>
        <translation>Guardar el vídeo limpio y el anotado</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/recording/menu.py"/>
        <source>Keep numbers only, no picture</source>
        <translation>Guardar solo números, sin imagen</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/recording/menu.py"/>
        <location filename="../../../app/mien/gui/toolbar.py"/>
        <source>What is recorded, and where</source>
        <translation>Qué se graba y dónde</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/recording/menu.py"/>
        <location filename="../../../app/mien/settings.py"/>
        <source>Blur faces</source>
        <translation>Difuminar las caras</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/recording/menu.py"/>
        <source>Every face that is found is made unrecognisable; one that is never found is not</source>
        <translation>Cada cara encontrada se hace irreconocible; una que nunca se encuentra, no</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/recording/menu.py"/>
        <source>Recordings go to {folder}…</source>
        <translation>Las grabaciones van a {folder}…</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/recording/menu.py"/>
        <source>{folder}: choose another folder</source>
        <translation>{folder}: elegir otra carpeta</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/recording/menu.py"/>
        <source>Begin at once</source>
        <translation>Empezar enseguida</translation>
    </message>
    <message numerus="yes">
        <location filename="../../../app/mien/gui/recording/menu.py"/>
        <source>Begin after {n} seconds</source>
        <translation>
            <numerusform>Empezar tras {n} segundo</numerusform>
            <numerusform>Empezar tras {n} segundos</numerusform>
        </translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/recording/recovery.py"/>
        <source>{name} is whole again: {frames}.</source>
        <translation>{name} vuelve a estar entera: {frames}.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/recording/wiring.py"/>
        <source>Before you record</source>
        <translation>Antes de grabar</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/recording/wiring.py"/>
        <source>They know, record</source>
        <translation>Lo saben, grabar</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/recording/wiring.py"/>
        <source>Tell the people who are shown</source>
        <translation>Avise a las personas que aparecen</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/recording/wiring.py"/>
        <source>They must know that they are recorded and what is read of their faces, before it begins.</source>
        <translation>Deben saber que se las graba y qué se lee de sus caras, antes de empezar.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/recording/wiring.py"/>
        <source>What is stored</source>
        <translation>Qué se guarda</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/recording/wiring.py"/>
        <source>The picture, and for each face its place, its landmarks, the values that are shown, the saliency map, and the name that you gave it. The arrow beside the record button can blur faces, which hides those that are found, or keep no picture: all else stays.</source>
        <translation>La imagen y, de cada cara, su lugar, sus puntos faciales, los valores que se muestran, el mapa de saliencia y el nombre que usted le dio. La flecha junto al botón de grabar permite difuminar las caras que se encuentren, o no guardar imagen: lo demás se conserva.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/recording/wiring.py"/>
        <source>Where it is stored</source>
        <translation>Dónde se guarda</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/recording/wiring.py"/>
        <source>In a folder of this computer and nowhere else. Nothing is sent anywhere.</source>
        <translation>En una carpeta de este equipo y en ningún otro sitio. No se envía nada a ninguna parte.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/recording/wiring.py"/>
        <source>It can be deleted</source>
        <translation>Se puede borrar</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/recording/wiring.py"/>
        <source>On the review page a session is deleted with everything in it.</source>
        <translation>En la página Revisión se borra una sesión con todo lo que contiene.</translation>
    </message>
    <message numerus="yes">
        <location filename="../../../app/mien/gui/recording/wiring.py"/>
        <source>{n} recordings were cut short and can be made whole: {names}.</source>
        <translation>
            <numerusform>Una grabación se interrumpió y se puede recuperar: {names}.</numerusform>
            <numerusform>{n} grabaciones se interrumpieron y se pueden recuperar: {names}.</numerusform>
        </translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/recording/wiring.py"/>
        <source>Recover</source>
        <translation>Recuperar</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/renewal.py"/>
        <source>The language changes when Mien is started the next time.</source>
        <translation>El idioma cambiará la próxima vez que se inicie Mien.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/report_dialog.py"/>
        <source>Report of an error</source>
        <translation>Informe de error</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/report_dialog.py"/>
        <source>It helps whoever mends Mien. Nothing is sent: you can read it, copy it into a message, or delete it.</source>
        <translation>Ayuda a quienes arreglan Mien. No se envía nada: puede leerlo, copiarlo en un mensaje o borrarlo.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/report_dialog.py"/>
        <source>The report</source>
        <translation>El informe</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/report_dialog.py"/>
        <source>Copy the whole text</source>
        <translation>Copiar todo el texto</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/report_dialog.py"/>
        <source>Delete this report</source>
        <translation>Borrar este informe</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/report_dialog.py"/>
        <source>Show folder</source>
        <translation>Mostrar la carpeta</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/report_dialog.py"/>
        <source>Open the folder of the log</source>
        <translation>Abrir la carpeta del registro</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/report_dialog.py"/>
        <source>Close; the report stays</source>
        <translation>Cerrar; el informe se conserva</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/report_dialog.py"/>
        <source>The report could not be deleted ({reason}).</source>
        <translation>No se pudo borrar el informe ({reason}).</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/report_dialog.py"/>
        <source>The report could not be read ({reason}).</source>
        <translation>No se pudo leer el informe ({reason}).</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/deeds.py"/>
        <location filename="../../../app/mien/gui/review/transport.py"/>
        <source>Play</source>
        <translation>Reproducir</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/deeds.py"/>
        <source>Play, or pause</source>
        <translation>Reproducir o pausar</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/deeds.py"/>
        <source>Frame back</source>
        <translation>Fotograma atrás</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/deeds.py"/>
        <source>One frame back</source>
        <translation>Un fotograma atrás</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/deeds.py"/>
        <source>Frame on</source>
        <translation>Fotograma adelante</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/deeds.py"/>
        <source>One frame on</source>
        <translation>Un fotograma adelante</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/deeds.py"/>
        <source>Second back</source>
        <translation>Segundo atrás</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/deeds.py"/>
        <source>One second back</source>
        <translation>Un segundo atrás</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/deeds.py"/>
        <source>Second on</source>
        <translation>Segundo adelante</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/deeds.py"/>
        <source>One second on</source>
        <translation>Un segundo adelante</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/deeds.py"/>
        <source>Marker before</source>
        <translation>Marcador anterior</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/deeds.py"/>
        <source>Go to the marker before</source>
        <translation>Ir al marcador anterior</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/deeds.py"/>
        <source>Next marker</source>
        <translation>Marcador siguiente</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/deeds.py"/>
        <source>Go to the next marker</source>
        <translation>Ir al marcador siguiente</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/deeds.py"/>
        <source>To the start</source>
        <translation>Al principio</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/deeds.py"/>
        <source>Go to the first frame</source>
        <translation>Ir al primer fotograma</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/deeds.py"/>
        <source>To the end</source>
        <translation>Al final</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/deeds.py"/>
        <source>Go to the last frame</source>
        <translation>Ir al último fotograma</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/deeds.py"/>
        <source>Slower</source>
        <translation>Más lento</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/deeds.py"/>
        <source>Play slower</source>
        <translation>Reproducir más lento</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/deeds.py"/>
        <source>Faster</source>
        <translation>Más rápido</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/deeds.py"/>
        <source>Play faster</source>
        <translation>Reproducir más rápido</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/deeds.py"/>
        <source>See more</source>
        <translation>Ver más</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/deeds.py"/>
        <source>See a longer stretch</source>
        <translation>Ver un tramo más largo</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/deeds.py"/>
        <source>See all</source>
        <translation>Ver todo</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/deeds.py"/>
        <source>See the whole session</source>
        <translation>Ver toda la sesión</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/deeds.py"/>
        <source>See closer</source>
        <translation>Ver más cerca</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/deeds.py"/>
        <source>See a shorter stretch</source>
        <translation>Ver un tramo más corto</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/deeds.py"/>
        <source>All lanes</source>
        <translation>Todas las pistas</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/deeds.py"/>
        <source>A lane for every expression and Action Unit</source>
        <translation>Una pista para cada expresión y cada unidad de acción</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/deeds.py"/>
        <source>Undo</source>
        <translation>Deshacer</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/deeds.py"/>
        <source>Take the last change of the markers back</source>
        <translation>Deshacer el último cambio de los marcadores</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/deeds.py"/>
        <source>Redo</source>
        <translation>Rehacer</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/deeds.py"/>
        <source>Do the change of the markers again</source>
        <translation>Rehacer el cambio de los marcadores</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/deeds.py"/>
        <source>Delete marker</source>
        <translation>Borrar marcador</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/deeds.py"/>
        <source>Delete the chosen marker</source>
        <translation>Borrar el marcador elegido</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/deeds.py"/>
        <source>Show the values of this frame</source>
        <translation>Mostrar los valores de este fotograma</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/deeds.py"/>
        <location filename="../../../app/mien/gui/review/marker_panel.py"/>
        <source>Markers</source>
        <translation>Marcadores</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/deeds.py"/>
        <source>Show the list of markers</source>
        <translation>Mostrar la lista de marcadores</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/deeds.py"/>
        <location filename="../../../app/mien/gui/review/summary.py"/>
        <source>Summary</source>
        <translation>Resumen</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/deeds.py"/>
        <source>Show the figures of each face</source>
        <translation>Mostrar las cifras de cada cara</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/deeds.py"/>
        <location filename="../../../app/mien/gui/review/start.py"/>
        <source>Open session…</source>
        <translation>Abrir sesión…</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/deeds.py"/>
        <source>All sessions</source>
        <translation>Todas las sesiones</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/deeds.py"/>
        <source>Back to the list of sessions</source>
        <translation>Volver a la lista de sesiones</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/deeds.py"/>
        <source>Show the folder</source>
        <translation>Mostrar la carpeta</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/deeds.py"/>
        <source>Show the session's files</source>
        <translation>Mostrar los archivos de la sesión</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/deeds.py"/>
        <location filename="../../../app/mien/gui/toolbar.py"/>
        <source>Export</source>
        <translation>Exportar</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/deeds.py"/>
        <source>Hand the session on in another format</source>
        <translation>Entregar la sesión en otro formato</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/deeds.py"/>
        <source>Save summary…</source>
        <translation>Guardar resumen…</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/deeds.py"/>
        <source>Save the summary as a picture</source>
        <translation>Guardar el resumen como imagen</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/deeds.py"/>
        <source>Delete session…</source>
        <translation>Borrar sesión…</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/deeds.py"/>
        <source>Delete all of this session</source>
        <translation>Borrar todo de esta sesión</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/exporting.py"/>
        <source>The export was stopped; nothing was written.</source>
        <translation>La exportación se detuvo; no se escribió nada.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/exporting.py"/>
        <source>Export: {format}</source>
        <translation>Exportar: {format}</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/exporting.py"/>
        <source>{name} is still being written: wait for it, then try again.</source>
        <translation>{name} aún se está escribiendo: espere y vuelva a intentarlo.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/exporting.py"/>
        <source>Writing {name}…</source>
        <translation>Escribiendo {name}…</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/exporting.py"/>
        <source>Written: {file}</source>
        <translation>Escrito: {file}</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/exporting.py"/>
        <source>Writing {name}: {percent}</source>
        <translation>Escribiendo {name}: {percent}</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/film.py"/>
        <source>The video is damaged here: what was read of the faces is shown without it.</source>
        <translation>El vídeo está dañado aquí: lo que se leyó de las caras se muestra sin él.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/film.py"/>
        <source>The video of this session can no longer be read; what was read of the faces is still there.</source>
        <translation>El vídeo de esta sesión ya no se puede leer; lo que se leyó de las caras sigue ahí.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/kind_box.py"/>
        <source>Kind of the marker</source>
        <translation>Tipo del marcador</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/kind_box.py"/>
        <source>Kinds of markers</source>
        <translation>Tipos de marcadores</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/lanes.py"/>
        <source>Most probable expression</source>
        <translation>Expresión más probable</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/lanes.py"/>
        <source>Smile intensity, 0 to 5</source>
        <translation>Intensidad de la sonrisa, de 0 a 5</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/marker_panel.py"/>
        <source>No marker yet. Keys 1 to 9 set one at the playhead, 0 a neutral face, I and O the beginning and end of a stimulus.</source>
        <translation>Aún no hay marcadores. Las teclas 1 a 9 ponen uno en el cabezal, 0 una cara neutral, I y O el comienzo y el final de un estímulo.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/marker_panel.py"/>
        <source>Time of the marker</source>
        <translation>Tiempo del marcador</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/marker_panel.py"/>
        <source>Label of the marker</source>
        <translation>Etiqueta del marcador</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/marker_panel.py"/>
        <source>Note of the marker</source>
        <translation>Nota del marcador</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/marker_panel.py"/>
        <source>Move to playhead</source>
        <translation>Mover al cabezal</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/marker_panel.py"/>
        <location filename="../../../app/mien/gui/review/transport.py"/>
        <source>Time</source>
        <translation>Tiempo</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/marker_panel.py"/>
        <source>Kind</source>
        <translation>Tipo</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/marker_panel.py"/>
        <source>Label</source>
        <translation>Etiqueta</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/page.py"/>
        <source>Recorded picture</source>
        <translation>Imagen grabada</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/page.py"/>
        <source>Opening {name}…</source>
        <translation>Abriendo {name}…</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/page.py"/>
        <source>Deleting {name}…</source>
        <translation>Borrando {name}…</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/recents.py"/>
        <source>recovered</source>
        <translation>recuperada</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/session_button.py"/>
        <location filename="../../../app/mien/gui/review/start.py"/>
        <source>Sessions</source>
        <translation>Sesiones</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/session_button.py"/>
        <source>Choose a session</source>
        <translation>Elegir una sesión</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/session_button.py"/>
        <source>Session: {name}</source>
        <translation>Sesión: {name}</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/session_line.py"/>
        <source>About the session</source>
        <translation>Acerca de la sesión</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/session_line.py"/>
        <location filename="../../../app/mien/gui/status_bar.py"/>
        <source>Skipped</source>
        <translation>Omitidos</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/session_line.py"/>
        <source>Lost</source>
        <translation>Perdidos</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/session_line.py"/>
        <source>Gaps</source>
        <translation>Huecos</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/session_line.py"/>
        <source>No session is open</source>
        <translation>No hay ninguna sesión abierta</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/session_line.py"/>
        <source>read by {network}</source>
        <translation>leído por {network}</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/side.py"/>
        <source>Session</source>
        <translation>Sesión</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/side.py"/>
        <source>Summary, scrollable</source>
        <translation>Resumen, desplazable</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/start.py"/>
        <source>Nothing was recorded yet. Record on the live page, or open a session folder, or drop it here.</source>
        <translation>Aún no se ha grabado nada. Grabe en la página En vivo, abra una carpeta de sesión o suéltela aquí.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/start.py"/>
        <source>Recent sessions</source>
        <translation>Sesiones recientes</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/start.py"/>
        <source>In {folder}</source>
        <translation>En {folder}</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/stored.py"/>
        <source>No frame was recorded in this session</source>
        <translation>No se grabó ningún fotograma en esta sesión</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/stored.py"/>
        <source>No picture was kept, only numbers</source>
        <translation>No se guardó imagen, solo números</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/stored.py"/>
        <source>The overlays are part of this video</source>
        <translation>Las superposiciones son parte de este vídeo</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/stored.py"/>
        <location filename="../../../app/mien/gui/review/under.py"/>
        <source>No picture came here</source>
        <translation>Aquí no llegó ninguna imagen</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/stored.py"/>
        <source>The picture of this frame was not kept</source>
        <translation>La imagen de este fotograma no se guardó</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/summary.py"/>
        <source>No face was seen.</source>
        <translation>No se vio ninguna cara.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/summary.py"/>
        <source>share of time</source>
        <translation>parte del tiempo</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/summary.py"/>
        <source>mean, peak; 0 to 5</source>
        <translation>media, máximo; de 0 a 5</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/summary.py"/>
        <source>mean, peak</source>
        <translation>media, máximo</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/summary.py"/>
        <source>in view {percent}</source>
        <translation>a la vista {percent}</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/summary.py"/>
        <source>eyes shut {percent}</source>
        <translation>ojos cerrados {percent}</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/summary.py"/>
        <source>Face {number}: {values}.</source>
        <translation>Cara {number}: {values}.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/summary.py"/>
        <source>Face {number}: {in_view}; {shares}; smile {mean}, at most {peak}.</source>
        <translation>Cara {number}: {in_view}; {shares}; sonrisa {mean}, como máximo {peak}.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/timeline.py"/>
        <source>Timeline</source>
        <translation>Línea de tiempo</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/transport.py"/>
        <source>Playing</source>
        <translation>Reproducción</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/transport.py"/>
        <source>Speed and jumps</source>
        <translation>Velocidad y saltos</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/transport.py"/>
        <source>Pause</source>
        <translation>Pausa</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/transport.py"/>
        <source>Frame</source>
        <translation>Fotograma</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/under.py"/>
        <source>frame {number}</source>
        <translation>fotograma {number}</translation>
    </message>
    <message numerus="yes">
        <location filename="../../../app/mien/gui/review/under.py"/>
        <source>{n} frames skipped before this one</source>
        <translation>
            <numerusform>{n} fotograma omitido antes de este</numerusform>
            <numerusform>{n} fotogramas omitidos antes de este</numerusform>
        </translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/under.py"/>
        <source>Face {number}: not in view</source>
        <translation>Cara {number}: no está a la vista</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/under.py"/>
        <source>Face {number}: not read</source>
        <translation>Cara {number}: no leída</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/under.py"/>
        <source>Expression not known</source>
        <translation>Expresión desconocida</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/under.py"/>
        <source>Smile {value}</source>
        <translation>Sonrisa {value}</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/under.py"/>
        <source>Face {number}: in view</source>
        <translation>Cara {number}: a la vista</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/viewer.py"/>
        <source>frame {number} of {count}</source>
        <translation>fotograma {number} de {count}</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/wiring.py"/>
        <source>Delete {name}?</source>
        <translation>¿Borrar {name}?</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/wiring.py"/>
        <source>All of it is deleted from the disk: video, values, saliency and markers, in {folder}. This cannot be undone.</source>
        <translation>Se borra todo del disco: vídeo, valores, saliencia y marcadores, en {folder}. No se puede deshacer.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/wiring.py"/>
        <source>Save the summary</source>
        <translation>Guardar el resumen</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/wiring.py"/>
        <source>Saved: {file}</source>
        <translation>Guardado: {file}</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/wiring.py"/>
        <source>{file} could not be written.</source>
        <translation>No se pudo escribir {file}.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/wiring.py"/>
        <source>{name} was deleted, all of it.</source>
        <translation>{name} se borró por completo.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/saliency_menu.py"/>
        <location filename="../../../app/mien/gui/toolbar.py"/>
        <source>Which map, and how it looks</source>
        <translation>Qué mapa y qué aspecto tiene</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/saliency_menu.py"/>
        <source>Saliency (where people would look)</source>
        <translation>Saliencia (dónde miraría la gente)</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/saliency_menu.py"/>
        <source>Opacity of the map</source>
        <translation>Opacidad del mapa</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/saliency_menu.py"/>
        <source>How the map looks</source>
        <translation>Aspecto del mapa</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/saliency_menu.py"/>
        <source>Opacity</source>
        <translation>Opacidad</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/saliency_menu.py"/>
        <location filename="../../../app/mien/settings.py"/>
        <source>Colours of saliency</source>
        <translation>Colores de la saliencia</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/saliency_menu.py"/>
        <source>Colour map {name}</source>
        <translation>Gama de colores {name}</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/sending/card.py"/>
        <source>Open it once more</source>
        <translation>Abrir otra vez</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/sending/card.py"/>
        <source>With the token, for a receiver</source>
        <translation>Con el token, para un receptor</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/sending/card.py"/>
        <source>Copy address</source>
        <translation>Copiar la dirección</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/sending/card.py"/>
        <source>What a receiver has to know</source>
        <translation>Lo que un receptor debe saber</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/sending/card.py"/>
        <source>Copy token</source>
        <translation>Copiar el token</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/sending/dialog.py"/>
        <source>Numbers of the faces, while they are analysed. Nothing leaves this computer unless you choose an address elsewhere. Tell the people who are shown.</source>
        <translation>Números de las caras, mientras se analizan. Nada sale de este equipo salvo que elija una dirección en otro lugar. Avise a las personas que aparecen.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/sending/dialog.py"/>
        <source>Live values to other programs</source>
        <translation>Valores en vivo a otros programas</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/sending/dialog.py"/>
        <source>Ways to other programs, scrollable</source>
        <translation>Vías a otros programas, desplazable</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/sending/dialog.py"/>
        <source>What is switched on goes on</source>
        <translation>Lo que esté activado sigue</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/sending/wiring.py"/>
        <source>Live values go to other computers</source>
        <translation>Los valores en vivo van a otros equipos</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/sending/wiring.py"/>
        <source>Live values go to other programs</source>
        <translation>Los valores en vivo van a otros programas</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/sending/words.py"/>
        <source>Other computers can receive this. Nothing is encrypted: use it only in a network that you trust.</source>
        <translation>Otros equipos pueden recibir esto. Nada va cifrado: úselo solo en una red de confianza.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/sending/words.py"/>
        <source>Looking for a marker stream</source>
        <translation>Buscando una transmisión de marcadores</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/sending/words.py"/>
        <source>Waiting for the network to be loaded</source>
        <translation>Esperando a que se cargue la red</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/sending/words.py"/>
        <source>Opening…</source>
        <translation>Abriendo…</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/sending/words.py"/>
        <source>nobody listens yet</source>
        <translation>nadie escucha todavía</translation>
    </message>
    <message numerus="yes">
        <location filename="../../../app/mien/gui/sending/words.py"/>
        <source>{n} listen</source>
        <translation>
            <numerusform>{n} a la escucha</numerusform>
            <numerusform>{n} a la escucha</numerusform>
        </translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/sending/words.py"/>
        <source>{count} dropped</source>
        <translation>{count} descartados</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/sending/words.py"/>
        <source>{count} refused</source>
        <translation>{count} rechazados</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/sending/words.py"/>
        <source>From {stream}</source>
        <translation>De {stream}</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/sending/words.py"/>
        <source>{count} recorded</source>
        <translation>{count} grabados</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/sending/words.py"/>
        <source>{count} came without a recording</source>
        <translation>{count} llegaron sin grabación</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/smile_meter.py"/>
        <source>Smile intensity</source>
        <translation>Intensidad de la sonrisa</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/smile_meter.py"/>
        <source>{value} of {most}</source>
        <translation>{value} de {most}</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/smile_meter.py"/>
        <source>of {most}</source>
        <translation>de {most}</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/source_desk.py"/>
        <source>No camera found, showing the demo</source>
        <translation>No se encontró ninguna cámara, se muestra la demo</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/source_desk.py"/>
        <source>The cameras did not answer, showing the demo</source>
        <translation>Las cámaras no respondieron, se muestra la demo</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/source_desk.py"/>
        <source>Camera</source>
        <translation>Cámara</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/source_picker.py"/>
        <source>Source: {name}</source>
        <translation>Fuente: {name}</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/source_picker.py"/>
        <source>Looking for cameras…</source>
        <translation>Buscando cámaras…</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/source_picker.py"/>
        <source>The cameras did not answer</source>
        <translation>Las cámaras no respondieron</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/source_picker.py"/>
        <source>No camera found</source>
        <translation>No se encontró ninguna cámara</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/stage.py"/>
        <source>Picture area</source>
        <translation>Área de la imagen</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/stage.py"/>
        <source>Hint</source>
        <translation>Indicación</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/stage.py"/>
        <source>Information</source>
        <translation>Información</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/state.py"/>
        <source>Watch the demo</source>
        <translation>Ver la demo</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/state.py"/>
        <source>Play again</source>
        <translation>Repetir</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/state.py"/>
        <source>This did not work</source>
        <translation>Esto no funcionó</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/state.py"/>
        <source>The source is not there</source>
        <translation>La fuente no está</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/state.py"/>
        <source>The camera is in use</source>
        <translation>La cámara está en uso</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/state.py"/>
        <source>No permission</source>
        <translation>Sin permiso</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/state.py"/>
        <source>No camera</source>
        <translation>Sin cámara</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/state.py"/>
        <source>Looking for a camera</source>
        <translation>Buscando una cámara</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/state.py"/>
        <source>This takes a moment.</source>
        <translation>Esto tarda un momento.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/state.py"/>
        <source>The last picture</source>
        <translation>La última imagen</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/state.py"/>
        <source>No face in view</source>
        <translation>Ninguna cara a la vista</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/state.py"/>
        <source>Waiting for the first picture</source>
        <translation>Esperando la primera imagen</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/state.py"/>
        <location filename="../../../app/mien/gui/status_bar.py"/>
        <source>Starting</source>
        <translation>Iniciando</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/state.py"/>
        <source>Nothing is open</source>
        <translation>No hay nada abierto</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/state.py"/>
        <source>Choose a camera, a file or a stream.</source>
        <translation>Elija una cámara, un archivo o una transmisión.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/state.py"/>
        <source>The source stopped giving pictures.</source>
        <translation>La fuente dejó de dar imágenes.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/state.py"/>
        <source>Lost, reconnecting</source>
        <translation>Perdida, reconectando</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/state.py"/>
        <source>The source</source>
        <translation>La fuente</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/state.py"/>
        <source>{name} was played to its end.</source>
        <translation>{name} se reprodujo hasta el final.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/state.py"/>
        <source>The end</source>
        <translation>Fin</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/state.py"/>
        <source>No cause is known. Try again, or choose another source.</source>
        <translation>No se conoce la causa. Inténtelo de nuevo o elija otra fuente.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/state.py"/>
        <source>The source is being closed.</source>
        <translation>La fuente se está cerrando.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/state.py"/>
        <location filename="../../../app/mien/gui/status_bar.py"/>
        <source>Stopping</source>
        <translation>Deteniendo</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/state_card.py"/>
        <source>Progress</source>
        <translation>Progreso</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/status_bar.py"/>
        <source>Finding faces</source>
        <translation>Buscar caras</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/status_bar.py"/>
        <source>Cutting out</source>
        <translation>Recorte</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/status_bar.py"/>
        <source>Network</source>
        <translation>Red</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/status_bar.py"/>
        <source>Measuring</source>
        <translation>Medición</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/status_bar.py"/>
        <source>Idle</source>
        <translation>Inactivo</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/status_bar.py"/>
        <source>Reconnecting</source>
        <translation>Reconectando</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/status_bar.py"/>
        <source>Ended</source>
        <translation>Terminado</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/status_bar.py"/>
        <source>Failed</source>
        <translation>Fallo</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/status_bar.py"/>
        <source>Status</source>
        <translation>Estado</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/status_bar.py"/>
        <source>State</source>
        <translation>Estado</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/status_bar.py"/>
        <source>Analysed frames a second</source>
        <translation>Fotogramas analizados por segundo</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/status_bar.py"/>
        <source>Latency</source>
        <translation>Latencia</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/status_bar.py"/>
        <source>Skipped frames</source>
        <translation>Fotogramas omitidos</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/status_bar.py"/>
        <source>Frozen</source>
        <translation>Congelado</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/status_bar.py"/>
        <source>From capture to paint: median {median}, 95 of 100 within {p95}</source>
        <translation>De la captura a la pantalla: mediana {median}, 95 de cada 100 en {p95}</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/status_bar.py"/>
        <source>ONNX Runtime uses {provider}</source>
        <translation>ONNX Runtime usa {provider}</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/status_bar.py"/>
        <source>Not known yet</source>
        <translation>Aún no se sabe</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/status_bar.py"/>
        <source>Frames analysed in the last second</source>
        <translation>Fotogramas analizados en el último segundo</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/status_bar.py"/>
        <source>From capture to paint</source>
        <translation>De la captura a la pantalla</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/status_bar.py"/>
        <source>Frames captured but not analysed, to stay live</source>
        <translation>Fotogramas captados pero no analizados, para seguir en vivo</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/status_bar.py"/>
        <source>{rate} really come</source>
        <translation>{rate} llegan de verdad</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/status_bar.py"/>
        <source>Pixel format {name}</source>
        <translation>Formato de píxel {name}</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/status_bar.py"/>
        <source>The newest picture was captured {age} ago</source>
        <translation>La imagen más reciente se captó hace {age}</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/third_parties.py"/>
        <source>Faces are found by MediaPipe and its Face Landmarker model, copyright Google LLC and the MediaPipe authors, under the Apache License, version 2.0; both are used unchanged.</source>
        <translation>Las caras las encuentra MediaPipe con su modelo Face Landmarker, copyright de Google LLC y los autores de MediaPipe, con la licencia Apache, versión 2.0; ambos se usan sin cambios.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/third_parties.py"/>
        <source>This copy was installed from packages. Each brought the text of its licence, which lies with it in the Python environment.</source>
        <translation>Esta copia se instaló a partir de paquetes. Cada uno trajo el texto de su licencia, que está junto a él en el entorno de Python.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/third_parties.py"/>
        <source>Back to the list of third parties</source>
        <translation>Volver a la lista de terceros</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/third_parties.py"/>
        <source>Back to the list</source>
        <translation>Volver a la lista</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/tick.py"/>
        <source>Smile in the history</source>
        <translation>Sonrisa en el historial</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/tick.py"/>
        <source>Draw the smile in the history</source>
        <translation>Dibujar la sonrisa en el historial</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/toolbar.py"/>
        <source>Toolbar</source>
        <translation>Barra de herramientas</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/toolbar.py"/>
        <source>Export the session</source>
        <translation>Exportar la sesión</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/toolbar.py"/>
        <source>Open</source>
        <translation>Abrir</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/toolbar.py"/>
        <source>Map</source>
        <translation>Mapa</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/trouble.py"/>
        <source>Something went wrong inside Mien ({error}). It goes on. A report was written on this computer; nothing is sent.</source>
        <translation>Algo falló dentro de Mien ({error}). Sigue funcionando. Se escribió un informe en este equipo; no se envía nada.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/trouble.py"/>
        <source>Something went wrong inside Mien ({error}). The recording was closed, so that nothing of it is lost. A report was written on this computer; nothing is sent.</source>
        <translation>Algo falló dentro de Mien ({error}). La grabación se cerró para que no se pierda nada. Se escribió un informe en este equipo; no se envía nada.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/trouble.py"/>
        <source>Something went wrong inside Mien ({error}), and no report could be written.</source>
        <translation>Algo falló dentro de Mien ({error}) y no se pudo escribir un informe.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/trouble.py"/>
        <source>Mien ended unexpectedly the last time. A report was written on this computer; nothing is sent.</source>
        <translation>Mien terminó de forma inesperada la última vez. Se escribió un informe en este equipo; no se envía nada.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/trouble.py"/>
        <source>Show report</source>
        <translation>Mostrar el informe</translation>
    </message>
    <message>
        <location filename="../../../app/mien/measures/calibration.py"/>
        <source>Too few pictures came in three seconds: wait until it runs faster, then try again.</source>
        <translation>Llegaron muy pocas imágenes en tres segundos: espere a que vaya más rápido e inténtelo de nuevo.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/measures/calibration.py"/>
        <source>The face was not in view all the time: stay in the picture and try again.</source>
        <translation>La cara no estuvo a la vista todo el tiempo: quédese en la imagen e inténtelo de nuevo.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/measures/calibration.py"/>
        <source>Look straight into the camera and try again.</source>
        <translation>Mire de frente a la cámara e inténtelo de nuevo.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/measures/calibration.py"/>
        <source>Hold your head still for three seconds and try again.</source>
        <translation>Mantenga la cabeza quieta tres segundos e inténtelo de nuevo.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/measures/calibration.py"/>
        <source>Keep your face at rest for three seconds and try again.</source>
        <translation>Mantenga la cara en reposo tres segundos e inténtelo de nuevo.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/measures/calibration.py"/>
        <source>Let your face rest without a smile and try again.</source>
        <translation>Relaje la cara sin sonreír e inténtelo de nuevo.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/measures/calibration.py"/>
        <source>The network does not read this face: nothing can be calibrated.</source>
        <translation>La red no lee esta cara: no se puede calibrar nada.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/measures/observer.py"/>
        <source>Still pictures cannot be calibrated: open a camera or a video.</source>
        <translation>Las imágenes fijas no se pueden calibrar: abra una cámara o un vídeo.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/measures/observer.py"/>
        <source>The face was lost: try again once it is in view.</source>
        <translation>La cara se perdió: inténtelo de nuevo cuando esté a la vista.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/measures/profiles.py"/>
        <source>The profile {name} cannot be kept ({why}): make room or change who may write.</source>
        <translation>El perfil {name} no se puede guardar ({why}): libere espacio o cambie quién puede escribir.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/measures/profiles.py"/>
        <source>The profile {name} was made with another network: calibrate this person again.</source>
        <translation>El perfil {name} se hizo con otra red: calibre de nuevo a esta persona.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/measures/profiles.py"/>
        <source>The profile {name} cannot be deleted ({why}).</source>
        <translation>El perfil {name} no se puede borrar ({why}).</translation>
    </message>
    <message>
        <location filename="../../../app/mien/measures/profiles.py"/>
        <source>A profile cannot be called so: use letters, digits and spaces.</source>
        <translation>Un perfil no puede llamarse así: use letras, cifras y espacios.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/measures/profiles.py"/>
        <source>The profile {name} cannot be read ({why}).</source>
        <translation>El perfil {name} no se puede leer ({why}).</translation>
    </message>
    <message>
        <location filename="../../../app/mien/measures/profiles.py"/>
        <source>The profile {name} is damaged or made by hand: delete it and calibrate again.</source>
        <translation>El perfil {name} está dañado o hecho a mano: bórrelo y calibre de nuevo.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/measures/quality.py"/>
        <source>The face is blurred: hold still, or set the camera's focus.</source>
        <translation>La cara está borrosa: no se mueva o ajuste el enfoque de la cámara.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/measures/quality.py"/>
        <source>The face is too dark: put a light in front of it.</source>
        <translation>La cara está demasiado oscura: ponga una luz delante.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/measures/quality.py"/>
        <source>The face is too bright: take away light, or lower the camera's exposure.</source>
        <translation>La cara está demasiado clara: quite luz o baje la exposición de la cámara.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/measures/quality.py"/>
        <source>Parts of the face are pure black or white: the light is too hard.</source>
        <translation>Partes de la cara son negro o blanco puros: la luz es demasiado dura.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/measures/quality.py"/>
        <source>The face is too small: come closer to the camera.</source>
        <translation>La cara es demasiado pequeña: acérquese a la cámara.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/measures/quality.py"/>
        <source>The head is turned too far away from the camera.</source>
        <translation>La cabeza está demasiado girada respecto a la cámara.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/measures/quality.py"/>
        <source>Part of the face is outside the picture.</source>
        <translation>Parte de la cara está fuera de la imagen.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/measures/quality.py"/>
        <source>Part of the face seems to be covered.</source>
        <translation>Parte de la cara parece estar tapada.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/measures/quality.py"/>
        <source>Blurred</source>
        <translation>Borrosa</translation>
    </message>
    <message>
        <location filename="../../../app/mien/measures/quality.py"/>
        <source>Too dark</source>
        <translation>Demasiado oscura</translation>
    </message>
    <message>
        <location filename="../../../app/mien/measures/quality.py"/>
        <source>Too bright</source>
        <translation>Demasiado clara</translation>
    </message>
    <message>
        <location filename="../../../app/mien/measures/quality.py"/>
        <source>Hard light</source>
        <translation>Luz dura</translation>
    </message>
    <message>
        <location filename="../../../app/mien/measures/quality.py"/>
        <source>Too small</source>
        <translation>Demasiado pequeña</translation>
    </message>
    <message>
        <location filename="../../../app/mien/measures/quality.py"/>
        <source>Turned away</source>
        <translation>Girada</translation>
    </message>
    <message>
        <location filename="../../../app/mien/measures/quality.py"/>
        <source>Cut off</source>
        <translation>Cortada</translation>
    </message>
    <message>
        <location filename="../../../app/mien/measures/quality.py"/>
        <source>Covered</source>
        <translation>Tapada</translation>
    </message>
    <message>
        <location filename="../../../app/mien/network/card_file.py"/>
        <source>This ONNX file is another network: it carries no Mien card.</source>
        <translation>Este archivo ONNX es otra red: no lleva ficha de Mien.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/network/card_file.py"/>
        <source>The card in this ONNX file is not complete: {problems}.</source>
        <translation>La ficha de este archivo ONNX no está completa: {problems}.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/network/failure.py"/>
        <source>{name} cannot be used: {problems}; and {count} more. 'mien network {name}' lists all.</source>
        <translation>{name} no se puede usar: {problems}; y {count} más. «mien network {name}» los muestra todos.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/network/failure.py"/>
        <source>{name} cannot be used: {problems}.</source>
        <translation>{name} no se puede usar: {problems}.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/network/nvidia.py"/>
        <source>No NVIDIA GPU was found.</source>
        <translation>No se encontró ninguna GPU de NVIDIA.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/network/nvidia.py"/>
        <source>There is an NVIDIA GPU, but its driver is not installed.</source>
        <translation>Hay una GPU de NVIDIA, pero su controlador no está instalado.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/network/nvidia.py"/>
        <source>The NVIDIA driver does not answer: restart the computer.</source>
        <translation>El controlador de NVIDIA no responde: reinicie el equipo.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/network/nvidia.py"/>
        <source>The NVIDIA driver lists no GPU: it may be lent to another system or too old.</source>
        <translation>El controlador de NVIDIA no muestra ninguna GPU: quizá esté prestada a otro sistema o sea demasiado antigua.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/network/nvidia.py"/>
        <source>The NVIDIA driver can do CUDA {had}, but CUDA {needed} is needed: update it.</source>
        <translation>El controlador de NVIDIA admite CUDA {had}, pero hace falta CUDA {needed}: actualícelo.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/network/nvidia.py"/>
        <source>There is an NVIDIA GPU, but {name} is missing: it comes with CUDA {cuda} and cuDNN {cudnn}.</source>
        <translation>Hay una GPU de NVIDIA, pero falta {name}: viene con CUDA {cuda} y cuDNN {cudnn}.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/network/nvidia.py"/>
        <source>The GPU's memory is full: {free} of {total} MB are free, and about {needed} MB are needed. Close another program that uses the GPU.</source>
        <translation>La memoria de la GPU está llena: hay {free} de {total} MB libres y hacen falta unos {needed} MB. Cierre otro programa que use la GPU.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/network/own.py"/>
        <source>The network {name} was stopped: {reason}.</source>
        <translation>La red {name} se detuvo: {reason}.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/network/providers.py"/>
        <source>The network runs on the CPU.</source>
        <translation>La red funciona en la CPU.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/network/providers.py"/>
        <source>This ONNX Runtime was built without CUDA.</source>
        <translation>Este ONNX Runtime se compiló sin CUDA.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/network/providers.py"/>
        <source>CUDA could not be started, although driver, libraries and free memory are there: the log may say more.</source>
        <translation>No se pudo iniciar CUDA, aunque hay controlador, bibliotecas y memoria libre: quizá el registro diga más.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/network/providers.py"/>
        <source>The GPU stopped answering, so the network runs on the CPU from here on; nothing was lost. Once the GPU is back, choose it again on the diagnostics page.</source>
        <translation>La GPU dejó de responder, así que desde ahora la red funciona en la CPU; no se perdió nada. Cuando la GPU vuelva, elíjala de nuevo en la página de diagnóstico.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/network/providers.py"/>
        <source>There is no device '{device}': choose auto, {devices}.</source>
        <translation>No existe el dispositivo «{device}»: elija auto, {devices}.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/network/providers.py"/>
        <source>This ONNX Runtime cannot use '{device}': choose another device, or install a build that can.</source>
        <translation>Este ONNX Runtime no puede usar «{device}»: elija otro dispositivo o instale una versión que pueda.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/network/providers.py"/>
        <source>{providers} could not be started, so the network runs on the CPU.</source>
        <translation>No se pudo iniciar {providers}, así que la red funciona en la CPU.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/network/providers.py"/>
        <source>To mend it: {command}</source>
        <translation>Para arreglarlo: {command}</translation>
    </message>
    <message>
        <location filename="../../../app/mien/network/session.py"/>
        <source>The network {file} cannot be read: {reason}.</source>
        <translation>La red {file} no se puede leer: {reason}.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/network/session.py"/>
        <source>{name} keeps its weights in another file: export it as one file.</source>
        <translation>{name} guarda sus pesos en otro archivo: expórtela en uno solo.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/network/session.py"/>
        <source>{name} needs an operator that ONNX Runtime does not have: export it for another opset.</source>
        <translation>{name} necesita un operador que ONNX Runtime no tiene: expórtela para otro opset.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/network/session.py"/>
        <source>{name} is damaged or no ONNX network; choose another file or install Mien anew.</source>
        <translation>{name} está dañado o no es una red ONNX; elija otro archivo o reinstale Mien.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/outlets/extras.py"/>
        <source>This needs {module}, which is not installed: run pip install 'mien[{extra}]'.</source>
        <translation>Esto necesita {module}, que no está instalado: ejecute pip install 'mien[{extra}]'.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/outlets/lsl.py"/>
        <source>Streams {faces} and {markers}</source>
        <translation>Transmisiones {faces} y {markers}</translation>
    </message>
    <message>
        <location filename="../../../app/mien/outlets/lsl_library.py"/>
        <source>Lab Streaming Layer is already in use with another reach: start Mien anew.</source>
        <translation>Lab Streaming Layer ya está en uso con otro alcance: reinicie Mien.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/outlets/lsl_markers.py"/>
        <source>A stream's name cannot hold both kinds of quotes: {stream}</source>
        <translation>El nombre de una transmisión no puede contener ambos tipos de comillas: {stream}</translation>
    </message>
    <message>
        <location filename="../../../app/mien/outlets/osc.py"/>
        <source>The host {host} for OSC is not known: check its name.</source>
        <translation>El host {host} para OSC no se conoce: compruebe su nombre.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/outlets/peers.py"/>
        <source>The WebSocket could not be started; the log says more.</source>
        <translation>No se pudo iniciar el WebSocket; el registro dice más.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/outlets/peers.py"/>
        <source>The WebSocket cannot listen on {host}:{port} ({reason}): choose another port.</source>
        <translation>El WebSocket no puede escuchar en {host}:{port} ({reason}): elija otro puerto.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/outlets/virtual_camera.py"/>
        <source>There is no virtual camera: install OBS Studio, which brings one.</source>
        <translation>No hay cámara virtual: instale OBS Studio, que trae una.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/outlets/virtual_camera.py"/>
        <source>There is no virtual camera: install OBS Studio and start its virtual camera once.</source>
        <translation>No hay cámara virtual: instale OBS Studio e inicie una vez su cámara virtual.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/outlets/virtual_camera.py"/>
        <source>There is no virtual camera: install v4l2loopback (on Debian or Ubuntu: sudo apt install v4l2loopback-dkms), then run sudo modprobe v4l2loopback exclusive_caps=1 card_label=Mien.</source>
        <translation>No hay cámara virtual: instale v4l2loopback (en Debian o Ubuntu: sudo apt install v4l2loopback-dkms) y luego ejecute sudo modprobe v4l2loopback exclusive_caps=1 card_label=Mien.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/outlets/virtual_camera.py"/>
        <source>The virtual camera cannot be used ({reason}).</source>
        <translation>La cámara virtual no se puede usar ({reason}).</translation>
    </message>
    <message>
        <location filename="../../../app/mien/overlays/__init__.py"/>
        <source>Saliency map: where people would look, which guides the network</source>
        <translation>Mapa de saliencia: dónde miraría la gente, lo que guía a la red</translation>
    </message>
    <message>
        <location filename="../../../app/mien/overlays/__init__.py"/>
        <source>Evidence</source>
        <translation>Evidencia</translation>
    </message>
    <message>
        <location filename="../../../app/mien/overlays/__init__.py"/>
        <source>Evidence map: which places speak for a value, and which against it</source>
        <translation>Mapa de evidencia: qué lugares hablan a favor de un valor y cuáles en contra</translation>
    </message>
    <message>
        <location filename="../../../app/mien/overlays/__init__.py"/>
        <location filename="../../../app/mien/settings.py"/>
        <source>Landmarks</source>
        <translation>Puntos faciales</translation>
    </message>
    <message>
        <location filename="../../../app/mien/overlays/__init__.py"/>
        <source>Landmarks: face oval, eyes, irises, brows, nose and lips</source>
        <translation>Puntos faciales: óvalo de la cara, ojos, iris, cejas, nariz y labios</translation>
    </message>
    <message>
        <location filename="../../../app/mien/overlays/__init__.py"/>
        <location filename="../../../app/mien/settings.py"/>
        <source>Box</source>
        <translation>Recuadro</translation>
    </message>
    <message>
        <location filename="../../../app/mien/overlays/__init__.py"/>
        <source>Box and number of each face</source>
        <translation>Recuadro y número de cada cara</translation>
    </message>
    <message>
        <location filename="../../../app/mien/overlays/__init__.py"/>
        <source>Expression: what each face looks like most</source>
        <translation>Expresión: a qué se parece más cada cara</translation>
    </message>
    <message>
        <location filename="../../../app/mien/overlays/__init__.py"/>
        <source>Smile intensity beside each face, 0 to 5</source>
        <translation>Intensidad de la sonrisa junto a cada cara, de 0 a 5</translation>
    </message>
    <message>
        <location filename="../../../app/mien/overlays/__init__.py"/>
        <source>Action Units: the strongest three beside the main face</source>
        <translation>Unidades de acción: las tres más fuertes junto a la cara principal</translation>
    </message>
    <message>
        <location filename="../../../app/mien/overlays/box.py"/>
        <source>{face}: {reason}</source>
        <translation>{face}: {reason}</translation>
    </message>
    <message>
        <location filename="../../../app/mien/overlays/evidence.py"/>
        <source>against</source>
        <translation>en contra</translation>
    </message>
    <message>
        <location filename="../../../app/mien/overlays/evidence.py"/>
        <source>for</source>
        <translation>a favor</translation>
    </message>
    <message>
        <location filename="../../../app/mien/overlays/evidence.py"/>
        <source>Evidence for each likeliest expression</source>
        <translation>Evidencia de cada expresión más probable</translation>
    </message>
    <message>
        <location filename="../../../app/mien/overlays/facs.py"/>
        <source>Inner brow raiser</source>
        <translation>Cejas int. elevadas</translation>
    </message>
    <message>
        <location filename="../../../app/mien/overlays/facs.py"/>
        <source>Outer brow raiser</source>
        <translation>Cejas ext. elevadas</translation>
    </message>
    <message>
        <location filename="../../../app/mien/overlays/facs.py"/>
        <source>Brow lowerer</source>
        <translation>Cejas descendidas</translation>
    </message>
    <message>
        <location filename="../../../app/mien/overlays/facs.py"/>
        <source>Upper lid raiser</source>
        <translation>Párpado sup. elevado</translation>
    </message>
    <message>
        <location filename="../../../app/mien/overlays/facs.py"/>
        <source>Cheek raiser</source>
        <translation>Mejillas elevadas</translation>
    </message>
    <message>
        <location filename="../../../app/mien/overlays/facs.py"/>
        <source>Lid tightener</source>
        <translation>Párpados tensos</translation>
    </message>
    <message>
        <location filename="../../../app/mien/overlays/facs.py"/>
        <source>Nose wrinkler</source>
        <translation>Nariz arrugada</translation>
    </message>
    <message>
        <location filename="../../../app/mien/overlays/facs.py"/>
        <source>Upper lip raiser</source>
        <translation>Labio sup. elevado</translation>
    </message>
    <message>
        <location filename="../../../app/mien/overlays/facs.py"/>
        <source>Nasolabial deepener</source>
        <translation>Surco nasolabial</translation>
    </message>
    <message>
        <location filename="../../../app/mien/overlays/facs.py"/>
        <source>Lip corner puller</source>
        <translation>Comisuras estiradas</translation>
    </message>
    <message>
        <location filename="../../../app/mien/overlays/facs.py"/>
        <source>Dimpler</source>
        <translation>Hoyuelos</translation>
    </message>
    <message>
        <location filename="../../../app/mien/overlays/facs.py"/>
        <source>Lip corner depressor</source>
        <translation>Comisuras bajas</translation>
    </message>
    <message>
        <location filename="../../../app/mien/overlays/facs.py"/>
        <source>Lower lip depressor</source>
        <translation>Labio inf. descendido</translation>
    </message>
    <message>
        <location filename="../../../app/mien/overlays/facs.py"/>
        <source>Chin raiser</source>
        <translation>Mentón elevado</translation>
    </message>
    <message>
        <location filename="../../../app/mien/overlays/facs.py"/>
        <source>Lip pucker</source>
        <translation>Labios fruncidos</translation>
    </message>
    <message>
        <location filename="../../../app/mien/overlays/facs.py"/>
        <source>Lip stretcher</source>
        <translation>Labios estirados</translation>
    </message>
    <message>
        <location filename="../../../app/mien/overlays/facs.py"/>
        <source>Neck tightener</source>
        <translation>Cuello tenso</translation>
    </message>
    <message>
        <location filename="../../../app/mien/overlays/facs.py"/>
        <source>Lip funneler</source>
        <translation>Labios en embudo</translation>
    </message>
    <message>
        <location filename="../../../app/mien/overlays/facs.py"/>
        <source>Lip tightener</source>
        <translation>Labios tensos</translation>
    </message>
    <message>
        <location filename="../../../app/mien/overlays/facs.py"/>
        <source>Lip pressor</source>
        <translation>Labios apretados</translation>
    </message>
    <message>
        <location filename="../../../app/mien/overlays/facs.py"/>
        <source>Lips part</source>
        <translation>Labios separados</translation>
    </message>
    <message>
        <location filename="../../../app/mien/overlays/facs.py"/>
        <source>Jaw drop</source>
        <translation>Mandíbula caída</translation>
    </message>
    <message>
        <location filename="../../../app/mien/overlays/facs.py"/>
        <source>Mouth stretch</source>
        <translation>Boca muy abierta</translation>
    </message>
    <message>
        <location filename="../../../app/mien/overlays/facs.py"/>
        <source>Lip suck</source>
        <translation>Labios succionados</translation>
    </message>
    <message>
        <location filename="../../../app/mien/overlays/facs.py"/>
        <source>Eyes closed</source>
        <translation>Ojos cerrados</translation>
    </message>
    <message>
        <location filename="../../../app/mien/overlays/facs.py"/>
        <source>Blink</source>
        <translation>Parpadeo</translation>
    </message>
    <message>
        <location filename="../../../app/mien/overlays/facs.py"/>
        <source>Lifts the inner ends of the brows; the forehead folds in its middle. Frontalis.</source>
        <translation>Eleva los extremos internos de las cejas; la frente se pliega en el centro. Frontal.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/overlays/facs.py"/>
        <source>Lifts the outer ends of the brows into an arch. Frontalis, outer part.</source>
        <translation>Eleva los extremos externos de las cejas en arco. Frontal, parte externa.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/overlays/facs.py"/>
        <source>Pulls the brows down and together; folds stand between them. Corrugator.</source>
        <translation>Baja y junta las cejas; se forman pliegues entre ellas. Corrugador.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/overlays/facs.py"/>
        <source>Raises the upper lids, so that more white shows. Levator palpebrae.</source>
        <translation>Eleva los párpados superiores y se ve más blanco. Elevador del párpado.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/overlays/facs.py"/>
        <source>Lifts the cheeks and gathers the skin around the eyes. Orbicularis oculi.</source>
        <translation>Eleva las mejillas y junta la piel alrededor de los ojos. Orbicular del ojo.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/overlays/facs.py"/>
        <source>Tightens the lids and narrows the eyes. Orbicularis oculi, inner part.</source>
        <translation>Tensa los párpados y estrecha los ojos. Orbicular del ojo, parte interna.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/overlays/facs.py"/>
        <source>Wrinkles the nose along its sides and draws the brows down. Levator labii.</source>
        <translation>Arruga los lados de la nariz y baja las cejas. Elevador del labio.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/overlays/facs.py"/>
        <source>Lifts the upper lip in its middle; the folds beside the nose deepen. Levator.</source>
        <translation>Eleva el labio superior en el centro; se marcan los pliegues junto a la nariz. Elevador.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/overlays/facs.py"/>
        <source>Deepens the upper part of the folds beside the nose. Zygomaticus minor.</source>
        <translation>Marca la parte superior de los pliegues junto a la nariz. Cigomático menor.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/overlays/facs.py"/>
        <source>Pulls the corners of the lips up and back, as in a smile. Zygomaticus major.</source>
        <translation>Lleva las comisuras hacia arriba y atrás, como en una sonrisa. Cigomático mayor.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/overlays/facs.py"/>
        <source>Presses the corners of the lips inward, so that they dimple. Buccinator.</source>
        <translation>Aprieta las comisuras hacia dentro y se forman hoyuelos. Buccinador.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/overlays/facs.py"/>
        <source>Draws the corners of the lips down. Depressor anguli oris.</source>
        <translation>Lleva las comisuras hacia abajo. Depresor del ángulo de la boca.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/overlays/facs.py"/>
        <source>Draws the lower lip down and flattens the chin. Depressor labii inferioris.</source>
        <translation>Baja el labio inferior y aplana el mentón. Depresor del labio inferior.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/overlays/facs.py"/>
        <source>Pushes the chin and the lower lip up; the chin wrinkles. Mentalis.</source>
        <translation>Empuja el mentón y el labio inferior hacia arriba; el mentón se arruga. Mentoniano.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/overlays/facs.py"/>
        <source>Draws the lips together to a small round. Incisivii labii.</source>
        <translation>Junta los labios en un pequeño círculo. Incisivos del labio.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/overlays/facs.py"/>
        <source>Stretches the lips straight back towards the ears. Risorius.</source>
        <translation>Estira los labios hacia las orejas. Risorio.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/overlays/facs.py"/>
        <source>Tightens the skin of the neck. Platysma. It has no landmarks to be lit.</source>
        <translation>Tensa la piel del cuello. Platisma. No tiene puntos que iluminar.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/overlays/facs.py"/>
        <source>Pushes the lips out like a funnel. Orbicularis oris.</source>
        <translation>Saca los labios como un embudo. Orbicular de la boca.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/overlays/facs.py"/>
        <source>Tightens the lips, which become narrower. Orbicularis oris.</source>
        <translation>Tensa los labios, que se estrechan. Orbicular de la boca.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/overlays/facs.py"/>
        <source>Presses the lips together without pushing the chin up. Orbicularis oris.</source>
        <translation>Aprieta los labios sin elevar el mentón. Orbicular de la boca.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/overlays/facs.py"/>
        <source>Parts the lips, with the teeth together or not.</source>
        <translation>Separa los labios, con los dientes juntos o no.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/overlays/facs.py"/>
        <source>Lets the jaw drop as its muscles relax.</source>
        <translation>Deja caer la mandíbula al relajarse sus músculos.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/overlays/facs.py"/>
        <source>Pulls the jaw down, so that the mouth stands wide open. Pterygoids, digastric.</source>
        <translation>Baja la mandíbula y la boca queda muy abierta. Pterigoideos, digástrico.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/overlays/facs.py"/>
        <source>Sucks the lips into the mouth. Orbicularis oris.</source>
        <translation>Mete los labios en la boca. Orbicular de la boca.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/overlays/facs.py"/>
        <source>Closes the eyes for half a second or longer.</source>
        <translation>Cierra los ojos medio segundo o más.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/overlays/facs.py"/>
        <source>Closes the eyes and opens them again at once.</source>
        <translation>Cierra los ojos y los abre enseguida.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/overlays/facs.py"/>
        <source>trace</source>
        <translation>rastro</translation>
    </message>
    <message>
        <location filename="../../../app/mien/overlays/facs.py"/>
        <source>slight</source>
        <translation>leve</translation>
    </message>
    <message>
        <location filename="../../../app/mien/overlays/facs.py"/>
        <source>marked</source>
        <translation>marcada</translation>
    </message>
    <message>
        <location filename="../../../app/mien/overlays/facs.py"/>
        <source>severe</source>
        <translation>intensa</translation>
    </message>
    <message>
        <location filename="../../../app/mien/overlays/facs.py"/>
        <source>maximum</source>
        <translation>máxima</translation>
    </message>
    <message>
        <location filename="../../../app/mien/overlays/saliency.py"/>
        <source>low</source>
        <translation>bajo</translation>
    </message>
    <message>
        <location filename="../../../app/mien/overlays/saliency.py"/>
        <source>high</source>
        <translation>alto</translation>
    </message>
    <message>
        <location filename="../../../app/mien/overlays/values.py"/>
        <source>Happiness</source>
        <translation>Alegría</translation>
    </message>
    <message>
        <location filename="../../../app/mien/overlays/values.py"/>
        <source>Surprise</source>
        <translation>Sorpresa</translation>
    </message>
    <message>
        <location filename="../../../app/mien/overlays/values.py"/>
        <source>Sadness</source>
        <translation>Tristeza</translation>
    </message>
    <message>
        <location filename="../../../app/mien/overlays/values.py"/>
        <source>Anger</source>
        <translation>Ira</translation>
    </message>
    <message>
        <location filename="../../../app/mien/overlays/values.py"/>
        <source>Disgust</source>
        <translation>Asco</translation>
    </message>
    <message>
        <location filename="../../../app/mien/overlays/values.py"/>
        <source>Fear</source>
        <translation>Miedo</translation>
    </message>
    <message>
        <location filename="../../../app/mien/overlays/values.py"/>
        <source>Contempt</source>
        <translation>Desprecio</translation>
    </message>
    <message>
        <location filename="../../../app/mien/record/codecs.py"/>
        <source>This system has no H.264 encoder that works: choose MPEG-4, which every system can write.</source>
        <translation>Este sistema no tiene un codificador H.264 que funcione: elija MPEG-4, que todo sistema puede escribir.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/record/deletion.py"/>
        <source>{folder} is no session folder: nothing was deleted.</source>
        <translation>{folder} no es una carpeta de sesión: no se borró nada.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/record/deletion.py"/>
        <source>{folder} could not be deleted wholly ({reason}): close what uses it and try again.</source>
        <translation>{folder} no se pudo borrar por completo ({reason}): cierre lo que la usa e inténtelo de nuevo.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/record/deletion.py"/>
        <source>{folder} is no session: nothing was deleted.</source>
        <translation>{folder} no es una sesión: no se borró nada.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/record/deletion.py"/>
        <source>{folder} holds the folder {name}, which is not Mien's: move it away first.</source>
        <translation>{folder} contiene la carpeta {name}, que no es de Mien: muévala primero.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/record/deletion.py"/>
        <location filename="../../../app/mien/record/recover.py"/>
        <location filename="../../../app/mien/record/session.py"/>
        <source>{name} is being recorded just now: stop the recording first.</source>
        <translation>{name} se está grabando ahora mismo: detenga primero la grabación.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/record/layout.py"/>
        <source>{name} in {folder} is no plain file: take it away to open the rest.</source>
        <translation>{name} en {folder} no es un archivo normal: quítelo para abrir el resto.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/record/layout.py"/>
        <source>{name} in {folder} cannot be read ({reason}).</source>
        <translation>{name} en {folder} no se puede leer ({reason}).</translation>
    </message>
    <message>
        <location filename="../../../app/mien/record/lines.py"/>
        <source>{file} in {folder} is damaged ({why}): take it from a backup, or keep what is whole before the damage with 'mien recover' on a copy.</source>
        <translation>{file} en {folder} está dañado ({why}): tómelo de una copia de seguridad, o conserve lo que está entero antes del daño con «mien recover» sobre una copia.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/record/manifest.py"/>
        <source>The session's date lies outside the calendar.</source>
        <translation>La fecha de la sesión está fuera del calendario.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/record/manifest.py"/>
        <source>{folder} is no session: it has no {file}.</source>
        <translation>{folder} no es una sesión: no tiene {file}.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/record/manifest.py"/>
        <source>{name} was recorded by a newer Mien (format {version}, this one reads up to {schema}): update Mien to open it.</source>
        <translation>{name} se grabó con un Mien más nuevo (formato {version}, este lee hasta {schema}): actualice Mien para abrirlo.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/record/manifest.py"/>
        <source>{file} in {folder} is damaged or made by hand: '{place}' cannot be used.</source>
        <translation>{file} en {folder} está dañado o hecho a mano: «{place}» no se puede usar.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/record/manifest.py"/>
        <source>{file} in {folder} is damaged: copy it back from a backup.</source>
        <translation>{file} en {folder} está dañado: recupérelo de una copia de seguridad.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/record/manifest.py"/>
        <location filename="../../../app/mien/record/markers.py"/>
        <location filename="../../../app/mien/record/tables.py"/>
        <source>{path} cannot be read ({reason}).</source>
        <translation>{path} no se puede leer ({reason}).</translation>
    </message>
    <message>
        <location filename="../../../app/mien/record/markers.py"/>
        <source>{file} in {folder} is too large to be one of Mien's.</source>
        <translation>{file} en {folder} es demasiado grande para ser de Mien.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/record/markers.py"/>
        <source>Line {number} of {file} in {folder} is damaged: mend it or take it away.</source>
        <translation>La línea {number} de {file} en {folder} está dañada: arréglela o quítela.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/record/markers.py"/>
        <source>The markers in {folder} cannot be saved ({reason}): check that you may write there and that there is room.</source>
        <translation>Los marcadores en {folder} no se pueden guardar ({reason}): compruebe que puede escribir allí y que hay espacio.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/record/progress.py"/>
        <source>The folder {folder} is gone, or its disk was taken away: the recording ended.</source>
        <translation>La carpeta {folder} ya no está, o se retiró su disco: la grabación terminó.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/record/progress.py"/>
        <source>{folder} could no longer be written ({reason}): the recording ended.</source>
        <translation>Ya no se pudo escribir en {folder} ({reason}): la grabación terminó.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/record/progress.py"/>
        <source>The recording ended unexpectedly; what came before is kept, and the log says more.</source>
        <translation>La grabación terminó de forma inesperada; lo anterior se conserva, y el registro dice más.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/record/progress.py"/>
        <source>The disk of {folder} is full: the recording ended there; make room for the next one.</source>
        <translation>El disco de {folder} está lleno: la grabación terminó ahí; libere espacio para la siguiente.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/record/recover.py"/>
        <source>The recording was cut short and recovered.</source>
        <translation>La grabación se interrumpió y se recuperó.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/record/recover.py"/>
        <source>There is no recording {folder}: check the path.</source>
        <translation>No hay ninguna grabación {folder}: compruebe la ruta.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/record/recover.py"/>
        <source>{folder} cannot be written ({reason}): copy it to a disk with room where you may write, and recover the copy.</source>
        <translation>No se puede escribir en {folder} ({reason}): cópiela a un disco con espacio donde pueda escribir y recupere la copia.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/record/recover.py"/>
        <source>No picture of {name} had reached the disk.</source>
        <translation>Ninguna imagen de {name} había llegado al disco.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/record/recover.py"/>
        <source>{folder} cannot be renamed ({reason}): its files are whole, rename it by hand.</source>
        <translation>{folder} no se puede renombrar ({reason}): sus archivos están enteros, renómbrela a mano.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/record/resume.py"/>
        <source>{name} is being written just now: wait for it, or stop it first.</source>
        <translation>{name} se está escribiendo ahora mismo: espere o deténgalo primero.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/record/resume.py"/>
        <source>{folder} cannot be written ({reason}).</source>
        <translation>No se puede escribir en {folder} ({reason}).</translation>
    </message>
    <message>
        <location filename="../../../app/mien/record/resume.py"/>
        <source>{folder} has no {file}: delete it to begin anew.</source>
        <translation>{folder} no tiene {file}: bórrela para empezar de nuevo.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/record/session.py"/>
        <source>There is no session folder {folder}: check the path.</source>
        <translation>No existe la carpeta de sesión {folder}: compruebe la ruta.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/record/session.py"/>
        <source>The recording of {name} was cut short: run 'mien recover "{folder}"' first.</source>
        <translation>La grabación de {name} se interrumpió: ejecute primero mien recover "{folder}".</translation>
    </message>
    <message>
        <location filename="../../../app/mien/record/tables.py"/>
        <source>{folder} has no {file}: it is no whole session.</source>
        <translation>{folder} no tiene {file}: no es una sesión entera.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/record/writing.py"/>
        <source>{folder} cannot be written ({reason}): choose another folder for the recording, or make room there.</source>
        <translation>No se puede escribir en {folder} ({reason}): elija otra carpeta para la grabación o libere espacio.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/settings.py"/>
        <source>Theme</source>
        <translation>Tema</translation>
    </message>
    <message>
        <location filename="../../../app/mien/settings.py"/>
        <source>Dark or light, or as the desktop has it.</source>
        <translation>Oscuro o claro, o según el escritorio.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/settings.py"/>
        <source>As the system</source>
        <translation>Como el sistema</translation>
    </message>
    <message>
        <location filename="../../../app/mien/settings.py"/>
        <source>Light</source>
        <translation>Claro</translation>
    </message>
    <message>
        <location filename="../../../app/mien/settings.py"/>
        <source>Dark</source>
        <translation>Oscuro</translation>
    </message>
    <message>
        <location filename="../../../app/mien/settings.py"/>
        <source>Language</source>
        <translation>Idioma</translation>
    </message>
    <message>
        <location filename="../../../app/mien/settings.py"/>
        <source>All words of the window; recordings and exports are always in English.</source>
        <translation>Todas las palabras de la ventana; las grabaciones y exportaciones están siempre en inglés.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/settings.py"/>
        <source>Size of text</source>
        <translation>Tamaño del texto</translation>
    </message>
    <message>
        <location filename="../../../app/mien/settings.py"/>
        <source>All words and figures of the window, and those on the picture.</source>
        <translation>Todas las palabras y cifras de la ventana y las de la imagen.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/settings.py"/>
        <source>The values of one face beside the picture.</source>
        <translation>Los valores de una cara junto a la imagen.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/settings.py"/>
        <source>Saliency map</source>
        <translation>Mapa de saliencia</translation>
    </message>
    <message>
        <location filename="../../../app/mien/settings.py"/>
        <source>Where people would look, which guides the network. Takes the evidence's place.</source>
        <translation>Dónde miraría la gente, lo que guía a la red. Ocupa el lugar de la evidencia.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/settings.py"/>
        <source>Evidence map</source>
        <translation>Mapa de evidencia</translation>
    </message>
    <message>
        <location filename="../../../app/mien/settings.py"/>
        <source>Which places speak for a value, in yellow, and which against it, in blue: two colours that every kind of colour vision tells apart. Takes the saliency's place.</source>
        <translation>Qué lugares hablan a favor de un valor, en amarillo, y cuáles en contra, en azul: dos colores que toda visión del color distingue. Ocupa el lugar de la saliencia.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/settings.py"/>
        <source>Opacity of the maps</source>
        <translation>Opacidad de los mapas</translation>
    </message>
    <message>
        <location filename="../../../app/mien/settings.py"/>
        <source>All three grow evenly lighter and can be read with every kind of colour vision; Cividis looks almost the same to all.</source>
        <translation>Las tres se aclaran de modo uniforme y se leen con toda visión del color; Cividis se ve casi igual para todos.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/settings.py"/>
        <source>A box around each face, with its number.</source>
        <translation>Un recuadro alrededor de cada cara, con su número.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/settings.py"/>
        <source>Face oval, eyes, irises, brows, nose and lips.</source>
        <translation>Óvalo de la cara, ojos, iris, cejas, nariz y labios.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/settings.py"/>
        <source>What each face looks like most.</source>
        <translation>A qué se parece más cada cara.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/settings.py"/>
        <source>Smile intensity beside each face, 0 to 5.</source>
        <translation>Intensidad de la sonrisa junto a cada cara, de 0 a 5.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/settings.py"/>
        <source>The strongest three beside the main face.</source>
        <translation>Las tres más fuertes junto a la cara principal.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/settings.py"/>
        <source>All faces but the main one are covered in grey, and nothing is drawn of them.</source>
        <translation>Todas las caras menos la principal se cubren de gris y no se dibuja nada de ellas.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/settings.py"/>
        <source>The main face enlarged, with the map over it.</source>
        <translation>La cara principal ampliada, con el mapa encima.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/settings.py"/>
        <source>The last 30 seconds of the values that are ticked in the side panel.</source>
        <translation>Los últimos 30 segundos de los valores marcados en el panel lateral.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/settings.py"/>
        <source>Mirror cameras</source>
        <translation>Cámaras en espejo</translation>
    </message>
    <message>
        <location filename="../../../app/mien/settings.py"/>
        <source>Show a camera's picture as in a mirror.</source>
        <translation>Mostrar la imagen de una cámara como en un espejo.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/settings.py"/>
        <source>Mirror other sources</source>
        <translation>Otras fuentes en espejo</translation>
    </message>
    <message>
        <location filename="../../../app/mien/settings.py"/>
        <source>Files, streams and the demo.</source>
        <translation>Archivos, transmisiones y la demo.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/settings.py"/>
        <source>Faces at most</source>
        <translation>Caras como máximo</translation>
    </message>
    <message>
        <location filename="../../../app/mien/settings.py"/>
        <source>How many faces of a picture are read; fewer are faster.</source>
        <translation>Cuántas caras de una imagen se leen; con menos va más rápido.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/settings.py"/>
        <source>Calm values</source>
        <translation>Valores serenos</translation>
    </message>
    <message>
        <location filename="../../../app/mien/settings.py"/>
        <source>Shown values are smoothed: a slow change comes 160 ms later, a quick smile 45 ms. Recordings, exports and other programs always get the raw values.</source>
        <translation>Los valores que se muestran se suavizan: un cambio lento llega 160 ms más tarde, una sonrisa rápida 45 ms. Las grabaciones, exportaciones y otros programas reciben siempre los valores sin tratar.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/settings.py"/>
        <source>A network of your own</source>
        <translation>Una red propia</translation>
    </message>
    <message>
        <location filename="../../../app/mien/settings.py"/>
        <source>An ONNX file with its card, in it or beside it, instead of the one that comes with Mien. 'mien network FILE' checks one.</source>
        <translation>Un archivo ONNX con su ficha, dentro o al lado, en lugar de la red incluida en Mien. «mien network FILE» comprueba uno.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/settings.py"/>
        <source>The network runs on</source>
        <translation>La red funciona en</translation>
    </message>
    <message>
        <location filename="../../../app/mien/settings.py"/>
        <source>Changes at once; the diagnostics page (F12) says why one cannot be used.</source>
        <translation>Cambia enseguida; la página de diagnóstico (F12) dice por qué alguno no se puede usar.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/settings.py"/>
        <source>What is kept</source>
        <translation>Qué se guarda</translation>
    </message>
    <message>
        <location filename="../../../app/mien/settings.py"/>
        <source>Values, places and landmarks of the faces are always kept.</source>
        <translation>Los valores, lugares y puntos de las caras se guardan siempre.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/settings.py"/>
        <source>Clean video</source>
        <translation>Vídeo limpio</translation>
    </message>
    <message>
        <location filename="../../../app/mien/settings.py"/>
        <source>Annotated video</source>
        <translation>Vídeo anotado</translation>
    </message>
    <message>
        <location filename="../../../app/mien/settings.py"/>
        <source>Clean and annotated video</source>
        <translation>Vídeo limpio y anotado</translation>
    </message>
    <message>
        <location filename="../../../app/mien/settings.py"/>
        <source>Numbers only, no picture</source>
        <translation>Solo números, sin imagen</translation>
    </message>
    <message>
        <location filename="../../../app/mien/settings.py"/>
        <source>Every face that is found is made unrecognisable in the pictures that are kept; one that is never found is not.</source>
        <translation>Cada cara encontrada se hace irreconocible en las imágenes guardadas; una que nunca se encuentra, no.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/settings.py"/>
        <source>Coding of videos</source>
        <translation>Codificación de los vídeos</translation>
    </message>
    <message>
        <location filename="../../../app/mien/settings.py"/>
        <source>MPEG-4 can be written on every system. H.264 files are smaller and more players show them, where this system has an encoder for it.</source>
        <translation>MPEG-4 se puede escribir en todo sistema. Los archivos H.264 son más pequeños y más reproductores los muestran, si este sistema tiene un codificador.</translation>
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
        <translation>Cuenta atrás</translation>
    </message>
    <message>
        <location filename="../../../app/mien/settings.py"/>
        <source>Before a recording begins.</source>
        <translation>Antes de que empiece una grabación.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/settings.py"/>
        <source>s</source>
        <translation>s</translation>
    </message>
    <message>
        <location filename="../../../app/mien/settings.py"/>
        <source>Folder of recordings</source>
        <translation>Carpeta de las grabaciones</translation>
    </message>
    <message>
        <location filename="../../../app/mien/settings.py"/>
        <source>Where sessions go; the usual place where none is chosen.</source>
        <translation>Dónde van las sesiones; el lugar habitual si no se elige ninguno.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/settings.py"/>
        <source>Lab Streaming Layer</source>
        <translation>Lab Streaming Layer</translation>
    </message>
    <message>
        <location filename="../../../app/mien/settings.py"/>
        <source>The main face's values as a stream, and the markers as another.</source>
        <translation>Los valores de la cara principal como una transmisión y los marcadores como otra.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/settings.py"/>
        <source>Where the streams are announced</source>
        <translation>Dónde se anuncian las transmisiones</translation>
    </message>
    <message>
        <location filename="../../../app/mien/settings.py"/>
        <source>Another choice holds from the next start on.</source>
        <translation>Otra elección vale desde el próximo inicio.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/settings.py"/>
        <source>This computer</source>
        <translation>Este equipo</translation>
    </message>
    <message>
        <location filename="../../../app/mien/settings.py"/>
        <source>The local network</source>
        <translation>La red local</translation>
    </message>
    <message>
        <location filename="../../../app/mien/settings.py"/>
        <source>Markers of other programs</source>
        <translation>Marcadores de otros programas</translation>
    </message>
    <message>
        <location filename="../../../app/mien/settings.py"/>
        <source>Markers that come in by Lab Streaming Layer go into the recording.</source>
        <translation>Los marcadores que llegan por Lab Streaming Layer van a la grabación.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/settings.py"/>
        <source>Name of the marker stream</source>
        <translation>Nombre de la transmisión de marcadores</translation>
    </message>
    <message>
        <location filename="../../../app/mien/settings.py"/>
        <source>Empty for the first one that is found.</source>
        <translation>Vacío para la primera que se encuentre.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/settings.py"/>
        <source>OSC</source>
        <translation>OSC</translation>
    </message>
    <message>
        <location filename="../../../app/mien/settings.py"/>
        <source>For programs of music and light, over UDP.</source>
        <translation>Para programas de música y luz, por UDP.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/settings.py"/>
        <source>OSC: to this host</source>
        <translation>OSC: a este host</translation>
    </message>
    <message>
        <location filename="../../../app/mien/settings.py"/>
        <source>127.0.0.1 is this computer.</source>
        <translation>127.0.0.1 es este equipo.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/settings.py"/>
        <source>OSC: to this port</source>
        <translation>OSC: a este puerto</translation>
    </message>
    <message>
        <location filename="../../../app/mien/settings.py"/>
        <source>1 to 65535.</source>
        <translation>De 1 a 65535.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/settings.py"/>
        <source>WebSocket</source>
        <translation>WebSocket</translation>
    </message>
    <message>
        <location filename="../../../app/mien/settings.py"/>
        <source>Lines of JSON for receivers that know the token; mien stream --schema describes them.</source>
        <translation>Líneas de JSON para receptores que conocen el token; mien stream --schema las describe.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/settings.py"/>
        <source>WebSocket: heard at this address</source>
        <translation>WebSocket: escucha en esta dirección</translation>
    </message>
    <message>
        <location filename="../../../app/mien/settings.py"/>
        <source>127.0.0.1 lets only this computer in, 0.0.0.0 others too.</source>
        <translation>127.0.0.1 solo admite a este equipo, 0.0.0.0 también a otros.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/settings.py"/>
        <source>WebSocket: at this port</source>
        <translation>WebSocket: en este puerto</translation>
    </message>
    <message>
        <location filename="../../../app/mien/settings.py"/>
        <source>Virtual camera</source>
        <translation>Cámara virtual</translation>
    </message>
    <message>
        <location filename="../../../app/mien/settings.py"/>
        <source>The picture with its overlays, as a camera that other programs can choose.</source>
        <translation>La imagen con sus superposiciones, como cámara que otros programas pueden elegir.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/settings_file.py"/>
        <source>{name} could not be written ({reason}). Choose another place.</source>
        <translation>No se pudo escribir {name} ({reason}). Elija otro lugar.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/settings_file.py"/>
        <source>{name} could not be read ({reason}).</source>
        <translation>No se pudo leer {name} ({reason}).</translation>
    </message>
    <message>
        <location filename="../../../app/mien/settings_file.py"/>
        <source>{name} holds no settings of Mien. Choose a file that was exported there. Nothing was changed.</source>
        <translation>{name} no contiene ajustes de Mien. Elija un archivo exportado desde allí. No se cambió nada.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/settings_file.py"/>
        <source>{name} was not imported, as “{title}” cannot be {value}. Nothing was changed.</source>
        <translation>{name} no se importó, ya que «{title}» no puede ser {value}. No se cambió nada.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/settings_file.py"/>
        <source>The settings could not be read ({reason}): defaults are used.</source>
        <translation>No se pudieron leer los ajustes ({reason}): se usan los predeterminados.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/settings_file.py"/>
        <source>The settings file is broken and could not be set aside: defaults are used.</source>
        <translation>El archivo de ajustes está roto y no se pudo apartar: se usan los predeterminados.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/settings_file.py"/>
        <source>The settings file was broken: defaults are used, the old file is kept as {name}.</source>
        <translation>El archivo de ajustes estaba roto: se usan los predeterminados y el antiguo se conserva como {name}.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/settings_file.py"/>
        <source>The environment variable {variable} cannot be '{value}': change it or take it away.</source>
        <translation>La variable de entorno {variable} no puede ser «{value}»: cámbiela o quítela.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/sources/choosing.py"/>
        <source>The system does not answer when asked for its cameras: unplug the camera, plug it in again and retry.</source>
        <translation>El sistema no responde cuando se le pregunta por sus cámaras: desconecte la cámara, conéctela de nuevo y reinténtelo.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/sources/choosing.py"/>
        <source>There is no camera '{wanted}': choose one of {there}.</source>
        <translation>No hay ninguna cámara «{wanted}»: elija una de {there}.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/sources/folder.py"/>
        <source>The folder {folder} cannot be listed: check that you may read it.</source>
        <translation>No se puede listar la carpeta {folder}: compruebe que puede leerla.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/sources/folder.py"/>
        <source>The folder {folder} holds no image: choose one with images, or a video file.</source>
        <translation>La carpeta {folder} no contiene ninguna imagen: elija una con imágenes o un vídeo.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/sources/folder.py"/>
        <source>None of the {count} images in {name} can be read. {problem}</source>
        <translation>Ninguna de las {count} imágenes de {name} se puede leer. {problem}</translation>
    </message>
    <message>
        <location filename="../../../app/mien/sources/folder.py"/>
        <location filename="../../../app/mien/sources/opening.py"/>
        <source>{path} may not be read: ask for the right to read it.</source>
        <translation>No tiene permiso para leer {path}: pida el derecho a leerlo.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/sources/folder.py"/>
        <source>{path} cannot be read from the disk: {reason}.</source>
        <translation>{path} no se puede leer del disco: {reason}.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/sources/images.py"/>
        <source>{name} is empty (0 bytes): choose another image.</source>
        <translation>{name} está vacío (0 bytes): elija otra imagen.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/sources/images.py"/>
        <source>{name} is not an image that Mien can read: use JPEG, PNG or WebP.</source>
        <translation>{name} no es una imagen que Mien pueda leer: use JPEG, PNG o WebP.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/sources/images.py"/>
        <source>{name} is a HEIC photo, which Mien cannot read: save it as JPEG.</source>
        <translation>{name} es una foto HEIC, que Mien no puede leer: guárdela como JPEG.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/sources/images.py"/>
        <source>{name} is damaged or cut short: copy it again or choose another image.</source>
        <translation>{name} está dañado o cortado: cópielo de nuevo o elija otra imagen.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/sources/images.py"/>
        <source>{name} has {width} x {height} pixels, over {limit} million: scale it down first.</source>
        <translation>{name} tiene {width} x {height} píxeles, más de {limit} millones: redúzcala primero.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/sources/libav.py"/>
        <source>{name} holds only sound: choose something with a picture.</source>
        <translation>{name} solo contiene sonido: elija algo con imagen.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/sources/libav.py"/>
        <source>{name} holds no video: choose something with a picture.</source>
        <translation>{name} no contiene vídeo: elija algo con imagen.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/sources/libav.py"/>
        <source>{name} is coded in a way that Mien cannot read: convert it to H.264.</source>
        <translation>{name} está codificado de un modo que Mien no puede leer: conviértalo a H.264.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/sources/opening.py"/>
        <source>No source is named: give 'demo', 'camera', an address or a file.</source>
        <translation>No se indica ninguna fuente: dé «demo», «camera», una dirección o un archivo.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/sources/opening.py"/>
        <source>Addresses that begin with '{scheme}://' cannot be opened: use http, https or rtsp.</source>
        <translation>Las direcciones que empiezan por «{scheme}://» no se pueden abrir: use http, https o rtsp.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/sources/opening.py"/>
        <source>There is no file or folder {path}: check the path.</source>
        <translation>No hay ningún archivo ni carpeta {path}: compruebe la ruta.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/sources/opening.py"/>
        <source>{path} is neither a file nor a folder: choose a video or an image.</source>
        <translation>{path} no es un archivo ni una carpeta: elija un vídeo o una imagen.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/sources/refusals.py"/>
        <source>The camera {name} is in use by {programs}: close that program and try again.</source>
        <translation>La cámara {name} la está usando {programs}: cierre ese programa e inténtelo de nuevo.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/sources/refusals.py"/>
        <source>The camera {name} is in use by another program: close that program and try again.</source>
        <translation>La cámara {name} la está usando otro programa: ciérrelo e inténtelo de nuevo.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/sources/refusals.py"/>
        <source>The camera {name} gives no picture: it is probably in use by another program; close that program and try again.</source>
        <translation>La cámara {name} no da imagen: probablemente la usa otro programa; ciérrelo e inténtelo de nuevo.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/sources/refusals.py"/>
        <source>There is no camera at {path}: plug it in, or choose another one.</source>
        <translation>No hay ninguna cámara en {path}: conéctela o elija otra.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/sources/refusals.py"/>
        <source>The camera {name} was unplugged: plug it in again.</source>
        <translation>La cámara {name} se desconectó: vuelva a conectarla.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/sources/refusals.py"/>
        <source>The camera {name} gives no more pictures: check its cable, then plug it in again.</source>
        <translation>La cámara {name} ya no da imágenes: compruebe su cable y vuelva a conectarla.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/sources/refusals.py"/>
        <source>The camera {name} cannot be opened: allow it in System Settings, Privacy &amp; Security, Camera, for the program that started Mien, and close other programs that use it.</source>
        <translation>La cámara {name} no se puede abrir: permítala en Ajustes del Sistema, Privacidad y seguridad, Cámara, para el programa que inició Mien, y cierre otros programas que la usen.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/sources/refusals.py"/>
        <source>The camera {name} cannot be opened: allow it in Settings, Privacy &amp; security, Camera, 'Let desktop apps access your camera', and close other programs that use it.</source>
        <translation>La cámara {name} no se puede abrir: permítala en Configuración, Privacidad y seguridad, Cámara, «Permitir que las aplicaciones de escritorio accedan a la cámara», y cierre otros programas que la usen.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/sources/refusals.py"/>
        <source>The camera {name} is kept from this Flatpak: run flatpak override --user --device=all {app} and start Mien again.</source>
        <translation>La cámara {name} está vedada a este Flatpak: ejecute flatpak override --user --device=all {app} y reinicie Mien.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/sources/refusals.py"/>
        <source>The camera {name} is kept from this snap: run sudo snap connect {app}:camera and start Mien again.</source>
        <translation>La cámara {name} está vedada a este snap: ejecute sudo snap connect {app}:camera y reinicie Mien.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/sources/refusals.py"/>
        <source>The camera {name} is kept from this container: start it with --device {path}.</source>
        <translation>La cámara {name} está vedada a este contenedor: inícielo con --device {path}.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/sources/refusals.py"/>
        <source>You may not use the camera {name}: join the group '{group}' (sudo usermod -aG {group} $USER) and log in again.</source>
        <translation>No puede usar la cámara {name}: únase al grupo «{group}» (sudo usermod -aG {group} $USER) e inicie sesión de nuevo.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/sources/stream.py"/>
        <source>The stream {name} broke off: check the network and its sender.</source>
        <translation>La transmisión {name} se cortó: compruebe la red y su emisor.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/sources/stream.py"/>
        <source>{name} is a file, not a live stream: download it and open the file.</source>
        <translation>{name} es un archivo, no una transmisión en vivo: descárguelo y ábralo.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/sources/stream.py"/>
        <source>{name} asks for a name and password: write them as http://name:password@host.</source>
        <translation>{name} pide nombre y contraseña: escríbalos como http://name:password@host.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/sources/stream.py"/>
        <source>There is nothing at {name}: check the address.</source>
        <translation>No hay nada en {name}: compruebe la dirección.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/sources/stream.py"/>
        <source>{name} refuses the connection: check that the stream is running.</source>
        <translation>{name} rechaza la conexión: compruebe que la transmisión está en marcha.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/sources/stream.py"/>
        <source>{name} did not answer within {timeout_s:g} s: check the address and the network.</source>
        <translation>{name} no respondió en {timeout_s:g} s: compruebe la dirección y la red.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/sources/stream.py"/>
        <source>{name} is not a video stream: check the address.</source>
        <translation>{name} no es una transmisión de vídeo: compruebe la dirección.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/sources/stream.py"/>
        <source>{name} cannot be reached: check the address and the network.</source>
        <translation>No se puede llegar a {name}: compruebe la dirección y la red.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/sources/video.py"/>
        <source>{name} has no frame that can be decoded: it is damaged or cut short.</source>
        <translation>{name} no tiene ningún fotograma que se pueda decodificar: está dañado o cortado.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/sources/video.py"/>
        <source>{name} ends {left_s:.1f} s before its stated end: it was cut short.</source>
        <translation>{name} termina {left_s:.1f} s antes de su final declarado: está cortado.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/sources/video.py"/>
        <source>{name} is damaged: some of its frames were left out.</source>
        <translation>{name} está dañado: se omitieron algunos fotogramas.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/sources/video.py"/>
        <source>{name} is empty (0 bytes): choose another video.</source>
        <translation>{name} está vacío (0 bytes): elija otro vídeo.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/sources/video.py"/>
        <source>There is no file {name}: check the path.</source>
        <translation>No existe el archivo {name}: compruebe la ruta.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/sources/video.py"/>
        <source>{name} may not be read: ask for the right to read it.</source>
        <translation>No tiene permiso para leer {name}: pida el derecho a leerlo.</translation>
    </message>
    <message>
        <location filename="../../../app/mien/sources/video.py"/>
        <source>{name} is not a video that can be read, or it is damaged: try MP4, MKV or WebM.</source>
        <translation>{name} no es un vídeo que se pueda leer, o está dañado: pruebe MP4, MKV o WebM.</translation>
    </message>
</context>
</TS>
