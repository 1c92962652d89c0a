<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="ja" sourcelanguage="en">
<context>
    <name>mien</name>
    <message>
        <location filename="../../../app/mien/declared.py"/>
        <source>Look</source>
        <translation>外観</translation>
    </message>
    <message>
        <location filename="../../../app/mien/declared.py"/>
        <source>Overlays</source>
        <translation>オーバーレイ</translation>
    </message>
    <message>
        <location filename="../../../app/mien/declared.py"/>
        <source>Sources</source>
        <translation>ソース</translation>
    </message>
    <message>
        <location filename="../../../app/mien/declared.py"/>
        <source>Faces and values</source>
        <translation>顔と値</translation>
    </message>
    <message>
        <location filename="../../../app/mien/declared.py"/>
        <location filename="../../../app/mien/gui/recording/bar.py"/>
        <source>Recording</source>
        <translation>録画</translation>
    </message>
    <message>
        <location filename="../../../app/mien/declared.py"/>
        <source>Other programs</source>
        <translation>ほかのプログラム</translation>
    </message>
    <message>
        <location filename="../../../app/mien/declared.py"/>
        <location filename="../../../app/mien/gui/toolbar.py"/>
        <source>More</source>
        <translation>その他</translation>
    </message>
    <message>
        <location filename="../../../app/mien/engine/analyser.py"/>
        <source>Loading the network</source>
        <translation>ネットワークを読み込み中</translation>
    </message>
    <message>
        <location filename="../../../app/mien/engine/analyser.py"/>
        <source>Fetching the face model: {share:.0%}</source>
        <translation>顔モデルを取得中：{share:.0%}</translation>
    </message>
    <message>
        <location filename="../../../app/mien/engine/analysing.py"/>
        <source>The network that comes with Mien reads instead.</source>
        <translation>代わりに Mien 付属のネットワークが読み取ります。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/engine/analysing.py"/>
        <source>From here on its values are missing in the recording.</source>
        <translation>ここから先、録画にはその値がありません。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/engine/analysing.py"/>
        <source>The analysis failed unexpectedly; the log says more.</source>
        <translation>分析が予期せず失敗しました。詳細はログにあります。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/engine/engine.py"/>
        <source>Opening the source</source>
        <translation>ソースを開いています</translation>
    </message>
    <message>
        <location filename="../../../app/mien/engine/engine.py"/>
        <location filename="../../../app/mien/gui/recording/desk.py"/>
        <source>Nothing runs that could be recorded: open a source first.</source>
        <translation>録画できるものがありません。先にソースを開いてください。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/engine/engine.py"/>
        <source>A recording is under way: stop it before the next one.</source>
        <translation>録画中です。次を始める前に停止してください。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/engine/reader.py"/>
        <source>The source failed unexpectedly; the log says more.</source>
        <translation>ソースが予期せず失敗しました。詳細はログにあります。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/engine/speed.py"/>
        <source>The analysis has become slow: {rate:.0f} of {captured:.0f} frames a second, where {usual:.0f} are usual. Another program may keep the processor busy; F12 shows where the time goes.</source>
        <translation>分析が遅くなりました。毎秒 {captured:.0f} フレーム中 {rate:.0f} フレーム（通常は {usual:.0f}）。ほかのプログラムがプロセッサーを使っている可能性があります。F12 で時間の内訳を表示します。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/engine/supervisor.py"/>
        <source>The source gives no more pictures.</source>
        <translation>ソースから画像が来なくなりました。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/exports/bids.py"/>
        <source>{path} is where the table's description goes: name it .tsv.</source>
        <translation>{path} は表の説明が入る場所です。表の名前は .tsv にしてください。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/exports/bids.py"/>
        <source>{file} is in the place of the table's description, and is none: choose another name, or move it.</source>
        <translation>{file} は表の説明の場所にありますが、説明ではありません。別の名前を選ぶか、移動してください。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/exports/formats.py"/>
        <source>Table, CSV: one row a face a frame</source>
        <translation>表、CSV：顔・フレームごとに1行</translation>
    </message>
    <message>
        <location filename="../../../app/mien/exports/formats.py"/>
        <source>Table, Parquet: the same, typed</source>
        <translation>表、Parquet：同じ内容、型付き</translation>
    </message>
    <message>
        <location filename="../../../app/mien/exports/formats.py"/>
        <source>OpenFace's CSV</source>
        <translation>OpenFace の CSV</translation>
    </message>
    <message>
        <location filename="../../../app/mien/exports/formats.py"/>
        <source>Py-Feat's Fex CSV</source>
        <translation>Py-Feat の Fex CSV</translation>
    </message>
    <message>
        <location filename="../../../app/mien/exports/formats.py"/>
        <source>ELAN: markers and expressions</source>
        <translation>ELAN：マーカーと表情</translation>
    </message>
    <message>
        <location filename="../../../app/mien/exports/formats.py"/>
        <source>WebVTT subtitles: markers and expressions</source>
        <translation>WebVTT 字幕：マーカーと表情</translation>
    </message>
    <message>
        <location filename="../../../app/mien/exports/formats.py"/>
        <source>BIDS events with their JSON: markers and gaps</source>
        <translation>BIDS イベントと JSON：マーカーと欠落</translation>
    </message>
    <message>
        <location filename="../../../app/mien/exports/formats.py"/>
        <source>Annotated video, MP4</source>
        <translation>注釈付き動画、MP4</translation>
    </message>
    <message>
        <location filename="../../../app/mien/exports/formats.py"/>
        <source>Report, one HTML page</source>
        <translation>レポート、HTML 1ページ</translation>
    </message>
    <message>
        <location filename="../../../app/mien/exports/mp4.py"/>
        <source>{session} kept no video, only numbers: it cannot be handed on as MP4.</source>
        <translation>{session} には動画がなく数値だけです。MP4 として書き出せません。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/exports/mp4.py"/>
        <source>The video could not be encoded ({reason}).</source>
        <translation>動画をエンコードできませんでした（{reason}）。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/exports/mp4.py"/>
        <source>{source} is damaged: only {count} of its {wanted} pictures can be read.</source>
        <translation>{source} は破損しています。{wanted} 枚のうち読めるのは {count} 枚だけです。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/exports/place.py"/>
        <source>{path} is a folder: name a file in it.</source>
        <translation>{path} はフォルダーです。その中のファイルを指定してください。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/exports/place.py"/>
        <source>There is no folder {folder}: make it first, or choose another.</source>
        <translation>フォルダー {folder} がありません。作成するか、別のものを選んでください。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/exports/place.py"/>
        <source>{path} lies in the session's own folder, where nothing may be changed: choose another place.</source>
        <translation>{path} はセッション自身のフォルダー内で、変更できません。別の場所を選んでください。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/exports/place.py"/>
        <source>{path} cannot be written ({reason}): choose another place, close it where it is open, or make room there.</source>
        <translation>{path} に書き込めません（{reason}）。別の場所を選ぶか、開いているプログラムで閉じるか、空きを作ってください。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/faces/detector.py"/>
        <source>MediaPipe could not start its face detector ({reason}). Run 'mien doctor'.</source>
        <translation>MediaPipe が顔検出器を起動できませんでした（{reason}）。「mien doctor」を実行してください。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/faces/label.py"/>
        <source>Orange</source>
        <translation>オレンジ</translation>
    </message>
    <message>
        <location filename="../../../app/mien/faces/label.py"/>
        <source>Sky blue</source>
        <translation>空色</translation>
    </message>
    <message>
        <location filename="../../../app/mien/faces/label.py"/>
        <source>Green</source>
        <translation>緑</translation>
    </message>
    <message>
        <location filename="../../../app/mien/faces/label.py"/>
        <source>Yellow</source>
        <translation>黄</translation>
    </message>
    <message>
        <location filename="../../../app/mien/faces/label.py"/>
        <source>Vermilion</source>
        <translation>朱色</translation>
    </message>
    <message>
        <location filename="../../../app/mien/faces/label.py"/>
        <source>Purple</source>
        <translation>紫</translation>
    </message>
    <message>
        <location filename="../../../app/mien/faces/label.py"/>
        <source>Face {number}</source>
        <translation>顔 {number}</translation>
    </message>
    <message>
        <location filename="../../../app/mien/faces/landmarker.py"/>
        <location filename="../../../app/mien/faces/mesher.py"/>
        <source>MediaPipe could not start its face model ({reason}). Run 'mien doctor'.</source>
        <translation>MediaPipe が顔モデルを起動できませんでした（{reason}）。「mien doctor」を実行してください。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/faces/model_file.py"/>
        <source>{path} is not the file that Mien needs (its SHA-256 is not {sha256}): copy it again, or unset {folder_variable} so that Mien fetches it.</source>
        <translation>{path} は Mien が必要とするファイルではありません（SHA-256 が {sha256} ではありません）。もう一度コピーするか、{folder_variable} の設定を外して Mien に取得させてください。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/faces/model_file.py"/>
        <source>The face model cannot be kept in {parent} ({reason}): make that folder writable, or put {file_name} into another one and name it in {folder_variable}.</source>
        <translation>顔モデルを {parent} に保存できません（{reason}）。そのフォルダーを書き込み可能にするか、{file_name} を別のフォルダーに入れて {folder_variable} で指定してください。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/faces/model_file.py"/>
        <source>The face model could not be fetched: connect to the internet and try again, or put {file_name} into a folder and name that folder in {folder_variable} ({failures}).</source>
        <translation>顔モデルを取得できませんでした。インターネットに接続して再試行するか、{file_name} をフォルダーに入れて {folder_variable} で指定してください（{failures}）。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/faces/vision.py"/>
        <source>MediaPipe cannot be loaded, as a shared library of this system is missing: 'mien doctor' names it.</source>
        <translation>このシステムに共有ライブラリがないため、MediaPipe を読み込めません。どのライブラリかは「mien doctor」で分かります。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/about.py"/>
        <source>Every value is what a trained network estimates from one picture of a face: how much it looks like an expression, how probable a muscle movement is, how strong a smile is. It is not what someone feels, and must not decide about a person.</source>
        <translation>どの値も、学習済みネットワークが顔の画像1枚から推定したものです。ある表情にどれほど見えるか、筋肉の動きがどれほど確からしいか、笑顔がどれほど強いか。それは人の感情ではなく、人についての決定に使ってはなりません。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/about.py"/>
        <location filename="../../../app/mien/gui/actions.py"/>
        <source>About Mien</source>
        <translation>Mien について</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/about.py"/>
        <source>Version {version}</source>
        <translation>バージョン {version}</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/about.py"/>
        <source>About the network</source>
        <translation>ネットワークについて</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/about.py"/>
        <location filename="../../../app/mien/gui/actions.py"/>
        <source>What this can and cannot know</source>
        <translation>わかること、わからないこと</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/about.py"/>
        <source>Pages about Mien</source>
        <translation>Mien についてのページ</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/about.py"/>
        <source>The network</source>
        <translation>ネットワーク</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/about.py"/>
        <location filename="../../../app/mien/gui/third_parties.py"/>
        <source>Third parties</source>
        <translation>サードパーティー</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/about.py"/>
        <location filename="../../../app/mien/gui/diagnostics/dialog.py"/>
        <location filename="../../../app/mien/gui/guide/dialog.py"/>
        <location filename="../../../app/mien/gui/preferences/dialog.py"/>
        <location filename="../../../app/mien/gui/report_dialog.py"/>
        <location filename="../../../app/mien/gui/sending/dialog.py"/>
        <source>Close</source>
        <translation>閉じる</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/about.py"/>
        <location filename="../../../app/mien/gui/diagnostics/dialog.py"/>
        <location filename="../../../app/mien/gui/guide/dialog.py"/>
        <source>Close (Esc)</source>
        <translation>閉じる (Esc)</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/about.py"/>
        <source>The whole model card</source>
        <translation>モデルカード全体</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/about.py"/>
        <location filename="../../../app/mien/gui/actions.py"/>
        <source>Open the folder with the log and the reports of errors</source>
        <translation>ログとエラーレポートのフォルダーを開く</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/about.py"/>
        <location filename="../../../app/mien/gui/actions.py"/>
        <source>Show log folder</source>
        <translation>ログのフォルダーを表示</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/about.py"/>
        <source>No network is loaded yet; its card stands here once it is.</source>
        <translation>まだネットワークが読み込まれていません。読み込まれるとカードがここに表示されます。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/about.py"/>
        <source>{network}, version {version}</source>
        <translation>{network}、バージョン {version}</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/about.py"/>
        <source>After: {paper}</source>
        <translation>出典：{paper}</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/about.py"/>
        <source>What it cannot do</source>
        <translation>できないこと</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/about.py"/>
        <source>Measured on test data</source>
        <translation>テストデータでの測定値</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/about.py"/>
        <source>Its card tells no figure that was measured.</source>
        <translation>カードに測定値の記載がありません。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/about.py"/>
        <source>Trained on</source>
        <translation>学習データ</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/about.py"/>
        <source>What it reads</source>
        <translation>読み取るもの</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/about.py"/>
        <source>Licence</source>
        <translation>ライセンス</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/about.py"/>
        <source>Looks like: {names}</source>
        <translation>見え方：{names}</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/about.py"/>
        <source>Action Units: {names}</source>
        <translation>アクションユニット：{names}</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/about.py"/>
        <source>Smile: 0 to 5, with the letters A to E of FACS for 1 to 5</source>
        <translation>笑顔：0〜5。1〜5 には FACS の A〜E を併記</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/about.py"/>
        <source>It gives no saliency map.</source>
        <translation>顕著性マップを出しません。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/actions.py"/>
        <source>Open file…</source>
        <translation>ファイルを開く…</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/actions.py"/>
        <location filename="../../../app/mien/gui/dialogs.py"/>
        <source>Open a video or a picture</source>
        <translation>動画または画像を開く</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/actions.py"/>
        <source>Open folder…</source>
        <translation>フォルダーを開く…</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/actions.py"/>
        <location filename="../../../app/mien/gui/dialogs.py"/>
        <source>Open a folder of pictures</source>
        <translation>画像のフォルダーを開く</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/actions.py"/>
        <source>Open URL…</source>
        <translation>URL を開く…</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/actions.py"/>
        <source>Open a network stream</source>
        <translation>ネットワークストリームを開く</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/actions.py"/>
        <location filename="../../../app/mien/gui/source_desk.py"/>
        <source>Demo</source>
        <translation>デモ</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/actions.py"/>
        <source>Play the built-in demo</source>
        <translation>内蔵のデモを再生</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/actions.py"/>
        <source>Look for cameras again</source>
        <translation>カメラを再検索</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/actions.py"/>
        <location filename="../../../app/mien/gui/source_picker.py"/>
        <location filename="../../../app/mien/gui/state.py"/>
        <source>Choose a source</source>
        <translation>ソースを選択</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/actions.py"/>
        <source>Choose a camera, a file or a stream</source>
        <translation>カメラ、ファイル、ストリームを選択</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/actions.py"/>
        <source>Open it again</source>
        <translation>開き直す</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/actions.py"/>
        <source>Open the present source again</source>
        <translation>現在のソースを開き直す</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/actions.py"/>
        <source>Map fainter</source>
        <translation>マップを薄く</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/actions.py"/>
        <source>Make the map fainter</source>
        <translation>マップを薄くする</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/actions.py"/>
        <source>Map stronger</source>
        <translation>マップを濃く</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/actions.py"/>
        <source>Make the map stronger</source>
        <translation>マップを濃くする</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/actions.py"/>
        <source>Next colour map</source>
        <translation>次の配色</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/actions.py"/>
        <source>Show the saliency map in other colours</source>
        <translation>顕著性マップを別の色で表示</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/actions.py"/>
        <source>Mirror</source>
        <translation>左右反転</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/actions.py"/>
        <source>Show the picture as in a mirror</source>
        <translation>映像を鏡のように表示</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/actions.py"/>
        <source>Freeze</source>
        <translation>静止</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/actions.py"/>
        <source>Hold the picture; the source goes on</source>
        <translation>映像を静止します。ソースは動き続けます</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/actions.py"/>
        <source>Next face</source>
        <translation>次の顔</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/actions.py"/>
        <source>Show the next face in the panel</source>
        <translation>次の顔をパネルに表示</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/actions.py"/>
        <source>Name the face…</source>
        <translation>顔に名前を付ける…</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/actions.py"/>
        <source>Give the main face a name and a colour</source>
        <translation>主な顔に名前と色を付ける</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/actions.py"/>
        <source>Keep the main face</source>
        <translation>主な顔を固定</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/actions.py"/>
        <source>Stay with the main face</source>
        <translation>主な顔を追い続ける</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/actions.py"/>
        <source>Calibrate</source>
        <translation>校正</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/actions.py"/>
        <source>Take the main face at rest for three seconds as its neutral</source>
        <translation>主な顔の力を抜いた3秒間を、その無表情とします</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/actions.py"/>
        <location filename="../../../app/mien/settings.py"/>
        <source>Others in grey</source>
        <translation>ほかを灰色に</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/actions.py"/>
        <source>Cover all faces but the main one</source>
        <translation>主な顔以外をすべて覆う</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/actions.py"/>
        <location filename="../../../app/mien/gui/insight/close_up.py"/>
        <location filename="../../../app/mien/settings.py"/>
        <source>Close-up</source>
        <translation>クローズアップ</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/actions.py"/>
        <source>Show the main face enlarged, with the map over it</source>
        <translation>主な顔を拡大し、マップを重ねて表示</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/actions.py"/>
        <location filename="../../../app/mien/gui/insight/plot_paint.py"/>
        <location filename="../../../app/mien/settings.py"/>
        <source>History</source>
        <translation>履歴</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/actions.py"/>
        <source>Show the last 30 seconds of some values</source>
        <translation>いくつかの値の直近 30 秒を表示</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/actions.py"/>
        <location filename="../../../app/mien/gui/guide/dialog.py"/>
        <source>User guide</source>
        <translation>使い方ガイド</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/actions.py"/>
        <source>How to use Mien, in short topics with a search</source>
        <translation>Mien の使い方を短い項目で。検索できます</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/actions.py"/>
        <source>What the values say, and what not</source>
        <translation>値が語ること、語らないこと</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/actions.py"/>
        <location filename="../../../app/mien/settings.py"/>
        <source>Side panel</source>
        <translation>サイドパネル</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/actions.py"/>
        <source>Show the side panel</source>
        <translation>サイドパネルを表示</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/actions.py"/>
        <source>Dark or light</source>
        <translation>ダーク／ライト</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/actions.py"/>
        <source>Change between dark and light</source>
        <translation>ダークとライトを切り替え</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/actions.py"/>
        <source>Theme as the system</source>
        <translation>システムのテーマ</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/actions.py"/>
        <source>Dark or light as the desktop has it</source>
        <translation>デスクトップに合わせてダークまたはライト</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/actions.py"/>
        <source>Full screen</source>
        <translation>全画面</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/actions.py"/>
        <source>Only the picture</source>
        <translation>映像のみ</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/actions.py"/>
        <source>Other programs…</source>
        <translation>ほかのプログラム…</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/actions.py"/>
        <source>Send live values to other programs</source>
        <translation>ライブの値をほかのプログラムに送る</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/actions.py"/>
        <source>Settings…</source>
        <translation>設定…</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/actions.py"/>
        <source>All settings in one place</source>
        <translation>すべての設定を1か所に</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/actions.py"/>
        <source>What the numbers are, and what they are not</source>
        <translation>数値の意味と限界</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/actions.py"/>
        <location filename="../../../app/mien/gui/diagnostics/dialog.py"/>
        <source>Diagnostics</source>
        <translation>診断</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/actions.py"/>
        <source>What runs where, how fast, and what keeps it from being faster</source>
        <translation>何がどこでどの速さで動き、何が妨げているか</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/actions.py"/>
        <location filename="../../../app/mien/gui/recording/wiring.py"/>
        <source>Record</source>
        <translation>録画</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/actions.py"/>
        <source>Record, or end the recording</source>
        <translation>録画、または録画を終了</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/actions.py"/>
        <location filename="../../../app/mien/gui/status_bar.py"/>
        <source>Live</source>
        <translation>ライブ</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/actions.py"/>
        <source>Show what the source shows now</source>
        <translation>ソースの今の映像を表示</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/actions.py"/>
        <location filename="../../../app/mien/gui/recording/wiring.py"/>
        <location filename="../../../app/mien/gui/review/page.py"/>
        <source>Review</source>
        <translation>レビュー</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/actions.py"/>
        <source>Look through a recorded session</source>
        <translation>録画したセッションを見る</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/actions.py"/>
        <source>Quit</source>
        <translation>終了</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/actions.py"/>
        <source>Stop and close</source>
        <translation>停止して閉じる</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/actions.py"/>
        <source>Marker {number}</source>
        <translation>マーカー {number}</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/actions.py"/>
        <source>Set marker {number}</source>
        <translation>マーカー {number} を設定</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/actions.py"/>
        <location filename="../../../app/mien/gui/review/marker_book.py"/>
        <location filename="../../../app/mien/overlays/values.py"/>
        <source>Neutral</source>
        <translation>無表情</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/actions.py"/>
        <source>Mark a neutral face</source>
        <translation>無表情の顔を記録</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/actions.py"/>
        <location filename="../../../app/mien/gui/review/marker_book.py"/>
        <source>Stimulus on</source>
        <translation>刺激オン</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/actions.py"/>
        <source>Mark the beginning of a stimulus</source>
        <translation>刺激の始まりを記録</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/actions.py"/>
        <location filename="../../../app/mien/gui/review/marker_book.py"/>
        <source>Stimulus off</source>
        <translation>刺激オフ</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/actions.py"/>
        <source>Mark the end of a stimulus</source>
        <translation>刺激の終わりを記録</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/actions.py"/>
        <location filename="../../../app/mien/gui/diagnostics/facts.py"/>
        <location filename="../../../app/mien/gui/review/marker_book.py"/>
        <location filename="../../../app/mien/gui/review/marker_panel.py"/>
        <source>Note</source>
        <translation>メモ</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/actions.py"/>
        <source>Set a marker with a note</source>
        <translation>メモ付きのマーカーを設定</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/app.py"/>
        <source>Safe mode: every setting is as at the first start, the network runs on the CPU, and nothing that you change is kept.</source>
        <translation>セーフモード：すべての設定が初回起動時のままで、ネットワークは CPU で動き、変更は保存されません。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/app.py"/>
        <source>Mien, safe mode</source>
        <translation>Mien、セーフモード</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/calibrating/count.py"/>
        <source>Seconds until the face is calibrated</source>
        <translation>顔の校正までの秒数</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/calibrating/menu.py"/>
        <source>Neutral face</source>
        <translation>無表情の顔</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/calibrating/menu.py"/>
        <location filename="../../../app/mien/gui/calibrating/wiring.py"/>
        <source>Keep as a profile…</source>
        <translation>プロファイルとして保存…</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/calibrating/menu.py"/>
        <source>Write the main face's neutral values to a file of this name; no picture</source>
        <translation>主な顔の無表情の値をこの名前のファイルに書きます。画像は含みません</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/calibrating/menu.py"/>
        <source>Take a profile</source>
        <translation>プロファイルを使う</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/calibrating/menu.py"/>
        <source>Calibrate the main face by a profile</source>
        <translation>主な顔をプロファイルで校正</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/calibrating/menu.py"/>
        <source>Without calibration</source>
        <translation>校正なし</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/calibrating/menu.py"/>
        <source>Show the main face's values as the network gives them</source>
        <translation>主な顔の値をネットワークの出力のまま表示</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/calibrating/menu.py"/>
        <source>Delete a profile</source>
        <translation>プロファイルを削除</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/calibrating/menu.py"/>
        <source>Take a profile away for good</source>
        <translation>プロファイルを完全に削除</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/calibrating/wiring.py"/>
        <source>There is no face in view that could be calibrated.</source>
        <translation>校正できる顔が映っていません。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/calibrating/wiring.py"/>
        <source>Nothing comes from the source now: start it again, then calibrate.</source>
        <translation>いま入力から何も届いていません。もう一度開始してから校正してください。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/calibrating/wiring.py"/>
        <source>Look into the camera and keep your face at rest until the count ends.</source>
        <translation>カウントが終わるまで、カメラを見て顔の力を抜いてください。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/calibrating/wiring.py"/>
        <source>{face} is calibrated: its values are shown relative to this neutral face.</source>
        <translation>{face} を校正しました。値はこの無表情に対して表示されます。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/calibrating/wiring.py"/>
        <source>Not calibrated.</source>
        <translation>校正できませんでした。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/calibrating/wiring.py"/>
        <location filename="../../../app/mien/gui/sending/card.py"/>
        <location filename="../../../app/mien/gui/state.py"/>
        <source>Try again</source>
        <translation>再試行</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/calibrating/wiring.py"/>
        <source>This face is not calibrated, or was lost: calibrate it first.</source>
        <translation>この顔は校正されていないか、見失いました。先に校正してください。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/calibrating/wiring.py"/>
        <source>The neutral face is kept as {name}.</source>
        <translation>無表情の顔を {name} として保存しました。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/calibrating/wiring.py"/>
        <source>{face} is shown relative to the neutral face of {name}.</source>
        <translation>{face} を {name} の無表情に対して表示します。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/calibrating/wiring.py"/>
        <source>Delete the profile {name}?</source>
        <translation>プロファイル {name} を削除しますか？</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/calibrating/wiring.py"/>
        <source>It cannot be brought back.</source>
        <translation>元に戻せません。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/calibrating/wiring.py"/>
        <location filename="../../../app/mien/gui/report_dialog.py"/>
        <location filename="../../../app/mien/gui/review/marker_panel.py"/>
        <location filename="../../../app/mien/gui/review/wiring.py"/>
        <source>Delete</source>
        <translation>削除</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/choices.py"/>
        <source>The settings could not be kept ({reason}).</source>
        <translation>設定を保存できませんでした（{reason}）。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/diagnostics/dialog.py"/>
        <source>Have the network run on</source>
        <translation>ネットワークの実行先</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/diagnostics/dialog.py"/>
        <source>Have the network run on another device; nothing is interrupted</source>
        <translation>ネットワークを別のデバイスで動かします。中断はありません</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/diagnostics/dialog.py"/>
        <location filename="../../../app/mien/gui/diagnostics/facts.py"/>
        <location filename="../../../app/mien/gui/status_bar.py"/>
        <source>Where the network runs</source>
        <translation>ネットワークの実行先</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/diagnostics/dialog.py"/>
        <location filename="../../../app/mien/gui/diagnostics/facts.py"/>
        <location filename="../../../app/mien/gui/recording/bar.py"/>
        <location filename="../../../app/mien/gui/review/session_line.py"/>
        <source>Frames</source>
        <translation>フレーム</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/diagnostics/dialog.py"/>
        <location filename="../../../app/mien/gui/diagnostics/facts.py"/>
        <location filename="../../../app/mien/gui/status_bar.py"/>
        <source>Source</source>
        <translation>ソース</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/diagnostics/dialog.py"/>
        <location filename="../../../app/mien/gui/report_dialog.py"/>
        <source>Copied</source>
        <translation>コピーしました</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/diagnostics/dialog.py"/>
        <source>Diagnostics, scrollable</source>
        <translation>診断、スクロール可</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/diagnostics/dialog.py"/>
        <source>Have it run on</source>
        <translation>実行先</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/diagnostics/dialog.py"/>
        <source>The command that mends it</source>
        <translation>直すコマンド</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/diagnostics/dialog.py"/>
        <source>Copy the command</source>
        <translation>コマンドをコピー</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/diagnostics/dialog.py"/>
        <location filename="../../../app/mien/gui/report_dialog.py"/>
        <source>Copy</source>
        <translation>コピー</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/diagnostics/dialog.py"/>
        <source>To mend it</source>
        <translation>直すには</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/diagnostics/dialog.py"/>
        <source>Copy all of this as text, for a report</source>
        <translation>すべてをテキストとしてコピー（報告用）</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/diagnostics/dialog.py"/>
        <source>Copy all</source>
        <translation>すべてコピー</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/diagnostics/facts.py"/>
        <location filename="../../../app/mien/settings.py"/>
        <source>The fastest there is</source>
        <translation>使える最速のもの</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/diagnostics/facts.py"/>
        <source>Read by</source>
        <translation>読み取り方法</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/diagnostics/facts.py"/>
        <source>Pixel format</source>
        <translation>ピクセル形式</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/diagnostics/facts.py"/>
        <source>Asked for</source>
        <translation>要求</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/diagnostics/facts.py"/>
        <source>Codec</source>
        <translation>コーデック</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/diagnostics/facts.py"/>
        <source>Container</source>
        <translation>コンテナ</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/diagnostics/facts.py"/>
        <source>Length</source>
        <translation>長さ</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/diagnostics/facts.py"/>
        <source>Turned by</source>
        <translation>回転</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/diagnostics/facts.py"/>
        <source>{analysed} of {captured} frames a second are analysed and on the screen {age} after their capture.</source>
        <translation>毎秒 {captured} フレーム中 {analysed} を分析し、取得から {age} 後に表示しています。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/diagnostics/facts.py"/>
        <source>Waiting</source>
        <translation>待ち</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/diagnostics/facts.py"/>
        <source>Painting</source>
        <translation>描画</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/diagnostics/facts.py"/>
        <source>Capture to paint</source>
        <translation>取得から表示まで</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/diagnostics/facts.py"/>
        <source>Captured</source>
        <translation>取得</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/diagnostics/facts.py"/>
        <location filename="../../../app/mien/gui/status_bar.py"/>
        <source>Analysed</source>
        <translation>分析</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/diagnostics/facts.py"/>
        <source>Skipped, to stay live</source>
        <translation>ライブを保つためスキップ</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/diagnostics/facts.py"/>
        <source>Age of the newest</source>
        <translation>最新フレームの経過時間</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/diagnostics/facts.py"/>
        <location filename="../../../app/mien/gui/people/card.py"/>
        <source>Name</source>
        <translation>名前</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/diagnostics/facts.py"/>
        <source>Picture</source>
        <translation>画像</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/diagnostics/facts.py"/>
        <source>Rate as stated</source>
        <translation>表示上のレート</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/diagnostics/facts.py"/>
        <source>Rate as it is</source>
        <translation>実際のレート</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/diagnostics/facts.py"/>
        <source>Runs on</source>
        <translation>実行先</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/diagnostics/facts.py"/>
        <source>Being loaded for</source>
        <translation>読み込み先</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/diagnostics/facts.py"/>
        <source>{free} of {total} MB free</source>
        <translation>{total} MB 中 {free} MB が空き</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/diagnostics/facts.py"/>
        <source>GPU memory</source>
        <translation>GPU メモリ</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/diagnostics/facts.py"/>
        <source>System</source>
        <translation>システム</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/diagnostics/facts.py"/>
        <source>Computer</source>
        <translation>コンピューター</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/diagnostics/facts.py"/>
        <source>Versions</source>
        <translation>バージョン</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/diagnostics/facts.py"/>
        <source>Time of a frame, median and 95 of 100 within</source>
        <translation>1フレームの時間、中央値と 95% の範囲</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/diagnostics/facts.py"/>
        <source>{rate}, {count} in all</source>
        <translation>{rate}、計 {count}</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/diagnostics/tables.py"/>
        <source>Time of a frame</source>
        <translation>1フレームの時間</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/diagnostics/tables.py"/>
        <source>median</source>
        <translation>中央値</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/diagnostics/tables.py"/>
        <source>95 of 100</source>
        <translation>95%</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/dialogs.py"/>
        <source>Videos and pictures</source>
        <translation>動画と画像</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/dialogs.py"/>
        <location filename="../../../app/mien/gui/preferences/controls.py"/>
        <location filename="../../../app/mien/gui/preferences/wiring.py"/>
        <source>All files</source>
        <translation>すべてのファイル</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/dialogs.py"/>
        <source>Open a stream</source>
        <translation>ストリームを開く</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/dialogs.py"/>
        <source>Address of the stream, as rtsp://, http:// or https://</source>
        <translation>ストリームのアドレス（rtsp://、http://、https://）</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/dialogs.py"/>
        <source>Keep a neutral face</source>
        <translation>無表情の顔を保存</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/dialogs.py"/>
        <source>Name of the profile: numbers are kept under it, no picture</source>
        <translation>プロファイルの名前：この名前で数値を保存し、画像は保存しません</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/dialogs.py"/>
        <location filename="../../../app/mien/gui/review/deeds.py"/>
        <location filename="../../../app/mien/gui/review/start.py"/>
        <source>Open a session folder</source>
        <translation>セッションのフォルダーを開く</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/dialogs.py"/>
        <source>Where recordings go</source>
        <translation>録画の保存先</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/dialogs.py"/>
        <location filename="../../../app/mien/gui/recording/wiring.py"/>
        <source>Cancel</source>
        <translation>キャンセル</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/evidence_menu.py"/>
        <source>The evidence map comes with the network, which is still loading</source>
        <translation>根拠マップはネットワークが与えます。まだ読み込み中です</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/evidence_menu.py"/>
        <source>This network gives no evidence map: it does not tell which places spoke for a value</source>
        <translation>このネットワークは根拠マップを出しません。どの場所が値を支持したかを示さないためです</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/evidence_menu.py"/>
        <source>Choose a value here, or click it in the side panel</source>
        <translation>ここで値を選ぶか、サイドパネルでクリックします</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/evidence_menu.py"/>
        <source>Evidence for</source>
        <translation>根拠の対象</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/evidence_menu.py"/>
        <source>The likeliest expression</source>
        <translation>最も確からしい表情</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/first_start.py"/>
        <source>Before you start</source>
        <translation>始める前に</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/first_start.py"/>
        <source>Tell the people you show to it</source>
        <translation>映す人に伝えてください</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/first_start.py"/>
        <source>The EU AI Act asks that they are told (Art. 50(3)), and forbids reading emotions at work and in education (Art. 5(1)(f)).</source>
        <translation>EU の AI 法は本人に知らせることを求め（第 50 条 3 項）、職場と教育で感情を読み取ることを禁じています（第 5 条 1 項 f）。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/first_start.py"/>
        <source>For research and teaching</source>
        <translation>研究と教育のために</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/first_start.py"/>
        <source>Not for decisions about a person, nor for diagnosis. The network may be used for research alone, as its data sets ask; the settings take one of your own instead.</source>
        <translation>人についての決定や診断には使えません。データセットの条件により、ネットワークは研究にのみ使えます。設定で自分のネットワークに替えられます。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/first_start.py"/>
        <source>It reads looks, not feelings</source>
        <translation>読むのは見た目で、感情ではありません</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/first_start.py"/>
        <source>Every value is the estimate of a network from one picture of a face. What someone feels cannot be known from it.</source>
        <translation>どの値も、顔の画像1枚からのネットワークの推定です。人が何を感じているかはわかりません。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/first_start.py"/>
        <source>Pictures stay on this computer</source>
        <translation>画像はこのコンピューターから出ません</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/first_start.py"/>
        <source>No picture and no value is sent anywhere.</source>
        <translation>画像も値もどこにも送られません。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/first_start.py"/>
        <source>I have read this</source>
        <translation>読みました</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/guide/dialog.py"/>
        <source>Search the guide</source>
        <translation>ガイドを検索</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/guide/dialog.py"/>
        <source>Words of a topic's title or text</source>
        <translation>項目の題名や本文の言葉</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/guide/dialog.py"/>
        <source>Topics of the guide</source>
        <translation>ガイドの項目</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/guide/dialog.py"/>
        <source>No topic has these words.</source>
        <translation>この言葉を含む項目はありません。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/insight/close_up.py"/>
        <source>This face was not read.</source>
        <translation>この顔は読み取られていません。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/insight/close_up.py"/>
        <source>This network gives no saliency map.</source>
        <translation>このネットワークは顕著性マップを出しません。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/insight/close_up.py"/>
        <location filename="../../../app/mien/overlays/__init__.py"/>
        <location filename="../../../app/mien/overlays/saliency.py"/>
        <source>Saliency</source>
        <translation>顕著性</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/insight/close_up.py"/>
        <source>Where people would look, which guides the network. 1 is the place that draws most.</source>
        <translation>人が見るであろう場所で、ネットワークを導きます。1 は最も目を引く場所です。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/insight/close_up.py"/>
        <source>This network gives no evidence map.</source>
        <translation>このネットワークは根拠マップを出しません。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/insight/close_up.py"/>
        <location filename="../../../app/mien/overlays/evidence.py"/>
        <source>Evidence for {value}</source>
        <translation>{value} の根拠</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/insight/close_up.py"/>
        <source>Yellow places speak for it, blue places against it, grey and clear ones say little. The mean over all places is the value before it becomes a probability.</source>
        <translation>黄色の場所は支持、青の場所は反対、灰色と透明の場所はほとんど何も示しません。全体の平均が、確率になる前の値です。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/insight/close_up.py"/>
        <source>The main face, enlarged</source>
        <translation>主な顔、拡大</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/insight/close_up.py"/>
        <location filename="../../../app/mien/gui/panel.py"/>
        <source>No face</source>
        <translation>顔なし</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/insight/close_up.py"/>
        <source>Scale of the map</source>
        <translation>マップの目盛り</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/insight/plot.py"/>
        <source>History of the last 30 seconds</source>
        <translation>直近 30 秒の履歴</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/insight/plot.py"/>
        <source>No value is ticked</source>
        <translation>値が選ばれていません</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/insight/plot.py"/>
        <source>Tick up to six values in the side panel, and they are drawn here.</source>
        <translation>サイドパネルで値を6つまで選ぶと、ここに描かれます。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/insight/plot_paint.py"/>
        <source>{seconds} s ago</source>
        <translation>{seconds} 秒前</translation>
    </message>
    <message numerus="yes">
        <location filename="../../../app/mien/gui/insight/wiring.py"/>
        <source>Not more than {n} lines can be told apart: take a tick away first.</source>
        <translation>
            <numerusform>見分けられる線は {n} 本までです。先に1つ外してください。</numerusform>
        </translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/job.py"/>
        <source>This failed unexpectedly ({error}); the log says more.</source>
        <translation>予期せず失敗しました（{error}）。詳細はログにあります。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/knowing.py"/>
        <source>What it can know</source>
        <translation>わかること</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/knowing.py"/>
        <source>What a face looks like.</source>
        <translation>顔がどう見えるか。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/knowing.py"/>
        <source>How probable it is that people who look at this one picture would call it happy, sad, surprised and so on. That is a likeness, judged by others.</source>
        <translation>この1枚の画像を見た人が、うれしそう、悲しそう、驚いたなどと呼ぶ確からしさです。他人が判断した似かたにすぎません。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/knowing.py"/>
        <source>What moves in it.</source>
        <translation>顔の何が動くか。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/knowing.py"/>
        <source>How probable it is that an Action Unit is present: a movement such as raised brows, described by what can be seen and not by what it might mean.</source>
        <translation>アクションユニットがある確からしさです。眉が上がるといった動きを、意味ではなく見えるもので記述します。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/knowing.py"/>
        <source>How much it smiles.</source>
        <translation>どれほど笑っているか。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/knowing.py"/>
        <source>An estimate from 0 to 5, best compared within one person and one place.</source>
        <translation>0〜5 の推定値です。同じ人、同じ場所で比べるのが適切です。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/knowing.py"/>
        <source>Where the head points, and when it was so.</source>
        <translation>頭の向きと、その時刻。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/knowing.py"/>
        <source>From 478 landmarks, for every frame that was analysed, with its time.</source>
        <translation>478 個のランドマークから、分析したすべてのフレームについて時刻付きで求めます。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/knowing.py"/>
        <source>Which places decided.</source>
        <translation>どの場所が決め手か。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/knowing.py"/>
        <source>The evidence map is the sum that makes a value, place by place. The saliency map is different: it says where people would look, and guides the network.</source>
        <translation>根拠マップは、値を作る和を場所ごとに示したものです。顕著性マップは別物で、人が見る場所を示し、ネットワークを導きます。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/knowing.py"/>
        <source>What it cannot know</source>
        <translation>わからないこと</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/knowing.py"/>
        <source>What someone feels.</source>
        <translation>人が何を感じているか。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/knowing.py"/>
        <source>People smile when they are happy, polite, nervous or in pain, and feel much without showing it. No value here measures a feeling, a thought or a wish.</source>
        <translation>人はうれしいとき、礼儀で、緊張して、痛みで笑い、多くを感じても表に出しません。ここの値は感情も考えも願いも測りません。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/knowing.py"/>
        <source>Whether it is meant.</source>
        <translation>本心かどうか。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/knowing.py"/>
        <source>A posed smile and a true one can look alike; so can play and earnest.</source>
        <translation>作り笑いと本物の笑いは同じに見えることがあります。遊びと本気も同じです。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/knowing.py"/>
        <source>Why.</source>
        <translation>理由。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/knowing.py"/>
        <source>What happened before, what was said and who was there is not in a picture.</source>
        <translation>その前に何があり、何が話され、誰がいたかは画像に写りません。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/knowing.py"/>
        <source>What is usual for this person.</source>
        <translation>その人の普段の顔。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/knowing.py"/>
        <source>Brows that stand low by nature look like a frown to it. Age, habit, a palsy, make-up, a beard or glasses change the values without any change of mood. Calibrating (K) takes the face at rest away, and nothing else.</source>
        <translation>生まれつき低い眉は、しかめ面に見えます。年齢、癖、麻痺、化粧、ひげ、眼鏡は、気分が変わらなくても値を変えます。校正（K）は力を抜いた顔の分だけを差し引きます。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/knowing.py"/>
        <source>Whether it errs more for some people than for others.</source>
        <translation>ある人々で、ほかの人々より多く誤るかどうか。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/knowing.py"/>
        <source>The pictures that it was measured on do not say how old people are, what skin they have or where they live. So there is no figure, and it may well be so.</source>
        <translation>測定に使った画像には、年齢も肌の色も住む場所も記されていません。そのため数値はなく、十分ありうることです。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/knowing.py"/>
        <source>What someone looks at.</source>
        <translation>人が何を見ているか。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/knowing.py"/>
        <source>Gaze is how far the eyes are turned in the head, coarsely: no degrees, no place on a screen. Blinks that fall between two pictures are missed.</source>
        <translation>視線は、目が頭の中でどれだけ向いているかのおおまかな値です。角度でも画面上の場所でもありません。2枚の画像の間のまばたきは見逃されます。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/knowing.py"/>
        <source>Who it is.</source>
        <translation>誰であるか。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/knowing.py"/>
        <source>Faces have numbers while they are in view and for 5 seconds after. Nobody is recognised, and nothing of a face is stored unless you record.</source>
        <translation>顔は映っている間とその後 5 秒間だけ番号を持ちます。誰も識別されず、録画しない限り顔の情報は保存されません。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/knowing.py"/>
        <source>How to read it well</source>
        <translation>上手な読み方</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/knowing.py"/>
        <source>Compare like with like.</source>
        <translation>同じ条件で比べる。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/knowing.py"/>
        <source>One person with the same person, one light, one camera, one distance.</source>
        <translation>同じ人、同じ光、同じカメラ、同じ距離で。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/knowing.py"/>
        <source>Look at changes over time.</source>
        <translation>時間による変化を見る。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/knowing.py"/>
        <source>One frame says little; the history and a recording say more.</source>
        <translation>1フレームはわずかしか語りません。履歴と録画がより多くを語ります。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/knowing.py"/>
        <source>Mind the light beside the face's number.</source>
        <translation>顔の番号の横のランプに注意。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/knowing.py"/>
        <source>Where it is red the face is too dark, blurred, small, turned or covered to say much, and its values are grey. A hand of the skin's colour goes unseen.</source>
        <translation>赤のときは、顔が暗い、ぼけた、小さい、横向き、隠れているなどで多くを語れず、値は灰色です。肌と同じ色の手には気づきません。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/knowing.py"/>
        <source>Look at the face and the map.</source>
        <translation>顔とマップを見る。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/knowing.py"/>
        <source>If the evidence lies on hair, a shadow or the background, do not believe it.</source>
        <translation>根拠が髪や影や背景にあるなら、信じないでください。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/knowing.py"/>
        <source>Tell the people, and ask them.</source>
        <translation>人に伝え、同意を得る。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/knowing.py"/>
        <source>They must know that such a program looks at them. Do not use it to judge, select, grade, treat or sell to anybody; at work and in schools the European Union forbids it.</source>
        <translation>このようなプログラムに見られていることを本人が知る必要があります。人の判断、選別、評価、治療、販売に使わないでください。職場と学校では EU が禁じています。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/knowing.py"/>
        <source>What the network's card says of its limits</source>
        <translation>ネットワークのカードにある限界</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/live.py"/>
        <source>Frozen, Space goes on</source>
        <translation>静止中、スペースキーで再開</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/measured/light.py"/>
        <source>Well seen</source>
        <translation>よく見えています</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/measured/light.py"/>
        <source>The face is sharp, lit, large and turned well enough to be read.</source>
        <translation>顔は読み取りに十分な鮮明さ、明るさ、大きさ、向きです。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/measured/light.py"/>
        <source>How well the face can be read is not known.</source>
        <translation>顔がどれだけ読み取れるかは不明です。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/measured/light.py"/>
        <source>Its values are greyed out, as they would say little.</source>
        <translation>値はあまり意味がないため灰色で示します。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/measured/light.py"/>
        <source>Picture of the face</source>
        <translation>顔の画質</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/measured/rows.py"/>
        <source>Across</source>
        <translation>左右</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/measured/rows.py"/>
        <source>How far the eyes turn to the person's own left, -1 to 1; coarse, no degrees</source>
        <translation>目が本人の左を向く度合い、-1〜1。おおまかな値で角度ではありません</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/measured/rows.py"/>
        <source>Up</source>
        <translation>上下</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/measured/rows.py"/>
        <source>How far the eyes turn up, -1 to 1; coarse, no degrees</source>
        <translation>目が上を向く度合い、-1〜1。おおまかな値で角度ではありません</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/measured/rows.py"/>
        <source>So far</source>
        <translation>これまで</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/measured/rows.py"/>
        <source>Blinks since the face came into view</source>
        <translation>顔が映ってからのまばたきの数</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/measured/rows.py"/>
        <source>A minute</source>
        <translation>毎分</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/measured/rows.py"/>
        <source>Blinks a minute over the last minute, once a quarter of it was seen</source>
        <translation>直近1分間の毎分まばたき数。その4分の1が見えてから表示します</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/measured/rows.py"/>
        <source>Mouth</source>
        <translation>口</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/measured/rows.py"/>
        <source>How much higher the person's own left corner of the mouth is, in shares of the distance between the eyes; only while the face looks ahead</source>
        <translation>本人の左の口角がどれだけ高いか（両目の間隔に対する割合）。顔が正面を向いている間だけ</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/measured/rows.py"/>
        <source>Brows</source>
        <translation>眉</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/measured/rows.py"/>
        <source>How much higher the person's own left brow is, in shares of the distance between the eyes; only while the face looks ahead</source>
        <translation>本人の左の眉がどれだけ高いか（両目の間隔に対する割合）。顔が正面を向いている間だけ</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/measured/rows.py"/>
        <source>a hint, not a verdict</source>
        <translation>目安であり判定ではありません</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/measured/rows.py"/>
        <source>The smaller of AU06 and AU12: smiles of joy often raise the cheeks too. So do strong smiles of any kind, and people can do it at will.</source>
        <translation>AU06 と AU12 の小さいほう。喜びの笑顔は頬も上げることが多いですが、強い笑顔ならどれでもそうで、意図的にもできます。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/measured/rows.py"/>
        <source>Duchenne</source>
        <translation>デュシェンヌ</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/measured/rows.py"/>
        <source>Gaze</source>
        <translation>視線</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/measured/rows.py"/>
        <source>Blinks</source>
        <translation>まばたき</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/measured/rows.py"/>
        <source>Left against right</source>
        <translation>左右差</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/mode_menu.py"/>
        <source>Size and rate</source>
        <translation>サイズとレート</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/mode_menu.py"/>
        <source>Size and rate of the camera</source>
        <translation>カメラのサイズとレート</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/mode_menu.py"/>
        <source>Now {given}</source>
        <translation>現在 {given}</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/mode_menu.py"/>
        <source>Automatic</source>
        <translation>自動</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/mode_menu.py"/>
        <source>1280 x 720 at 30 a second, or near it</source>
        <translation>1280 x 720、毎秒 30、またはそれに近い値</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/mode_menu.py"/>
        <source>As the camera likes</source>
        <translation>カメラにまかせる</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/mode_menu.py"/>
        <source>Nothing is asked of the camera</source>
        <translation>カメラに何も要求しません</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/mode_menu.py"/>
        <location filename="../../../app/mien/gui/sending/words.py"/>
        <source>{rate} a second</source>
        <translation>毎秒 {rate}</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/mode_menu.py"/>
        <source>compressed</source>
        <translation>圧縮</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/mode_menu.py"/>
        <source>not compressed</source>
        <translation>非圧縮</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/network_wiring.py"/>
        <source>The network changes once the recording has ended.</source>
        <translation>ネットワークは録画の終了後に切り替わります。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/network_wiring.py"/>
        <source>This network gives no saliency map</source>
        <translation>このネットワークは顕著性マップを出しません</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/network_wiring.py"/>
        <source>This network reads no expressions</source>
        <translation>このネットワークは表情を読みません</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/network_wiring.py"/>
        <source>This network reads no smile</source>
        <translation>このネットワークは笑顔を読みません</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/network_wiring.py"/>
        <source>This network reads no Action Units</source>
        <translation>このネットワークはアクションユニットを読みません</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/notice_bar.py"/>
        <source>Notice</source>
        <translation>通知</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/notice_bar.py"/>
        <source>What is offered</source>
        <translation>選べる操作</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/notice_bar.py"/>
        <source>Close this notice</source>
        <translation>この通知を閉じる</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/pages.py"/>
        <source>Evidence maps are not kept in a session</source>
        <translation>根拠マップはセッションに保存されません</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/panel.py"/>
        <location filename="../../../app/mien/gui/review/deeds.py"/>
        <source>Readings</source>
        <translation>読み取り値</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/panel.py"/>
        <location filename="../../../app/mien/gui/review/lanes.py"/>
        <location filename="../../../app/mien/gui/review/summary.py"/>
        <location filename="../../../app/mien/overlays/__init__.py"/>
        <location filename="../../../app/mien/settings.py"/>
        <source>Expression</source>
        <translation>表情</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/panel.py"/>
        <location filename="../../../app/mien/gui/review/summary.py"/>
        <location filename="../../../app/mien/overlays/__init__.py"/>
        <location filename="../../../app/mien/settings.py"/>
        <source>Action Units</source>
        <translation>アクションユニット</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/panel.py"/>
        <source>Values are told relative to this person's own neutral face</source>
        <translation>値は本人の無表情に対するものです</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/panel.py"/>
        <source>The names come with the network, which is still loading.</source>
        <translation>名前はネットワークが与えます。まだ読み込み中です。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/panel.py"/>
        <source>Estimates of a network, not what someone feels. {start}About it{end}</source>
        <translation>ネットワークの推定であり、人の感情ではありません。{start}詳細{end}</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/panel.py"/>
        <source>1 of {count} faces</source>
        <translation>{count} 人中 1 人</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/panel.py"/>
        <source>relative to neutral</source>
        <translation>無表情との差</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/panel.py"/>
        <source>Click another face, or press N for the next one</source>
        <translation>別の顔をクリックするか、N キーで次の顔へ</translation>
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
        <translation>笑顔</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/panel.py"/>
        <source>intensity, estimated</source>
        <translation>強さ（推定）</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/panel.py"/>
        <source>looks like, probability</source>
        <translation>見え方、確率</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/panel.py"/>
        <source>probability of presence</source>
        <translation>存在の確率</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/panel.py"/>
        <source>rise above neutral</source>
        <translation>無表情からの上昇</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/panel.py"/>
        <source>looks like, above neutral</source>
        <translation>見え方、無表情との差</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/panel.py"/>
        <source>Readings, scrollable</source>
        <translation>読み取り値、スクロール可</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/panel.py"/>
        <source>What these numbers are</source>
        <translation>これらの数値の意味</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/panel.py"/>
        <source>How probable it is that people who look at this face would call it so.</source>
        <translation>この顔を見た人がそう呼ぶ確からしさ。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/people/card.py"/>
        <source>About this face</source>
        <translation>この顔について</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/people/card.py"/>
        <source>Name of this face</source>
        <translation>この顔の名前</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/people/card.py"/>
        <source>Keep as the main face</source>
        <translation>主な顔として固定</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/people/card.py"/>
        <source>The panel, the close-up and other programs stay with this face</source>
        <translation>パネル、クローズアップ、ほかのプログラムがこの顔を追い続けます</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/people/card.py"/>
        <source>Done</source>
        <translation>完了</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/people/card.py"/>
        <source>Forgotten when the face has been away for 5 seconds; only a recording keeps it.</source>
        <translation>顔が 5 秒いなくなると忘れます。残るのは録画だけです。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/people/card.py"/>
        <source>No colour of its own</source>
        <translation>専用の色なし</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/people/wiring.py"/>
        <source>There is no face in view that could be named.</source>
        <translation>名前を付けられる顔が映っていません。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/picture.py"/>
        <source>Live picture</source>
        <translation>ライブ映像</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/pose_row.py"/>
        <source>Head pose</source>
        <translation>頭の姿勢</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/pose_row.py"/>
        <source>Pitch</source>
        <translation>ピッチ</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/pose_row.py"/>
        <source>Pitch of the head in degrees, up is positive</source>
        <translation>頭のピッチ（度）、上向きが正</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/pose_row.py"/>
        <source>Yaw</source>
        <translation>ヨー</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/pose_row.py"/>
        <source>Yaw of the head in degrees, positive when the person turns to their own left</source>
        <translation>頭のヨー（度）、本人の左を向くと正</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/pose_row.py"/>
        <source>Roll</source>
        <translation>ロール</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/pose_row.py"/>
        <source>Roll of the head in degrees, positive when the head leans to the person's own left</source>
        <translation>頭のロール（度）、本人の左に傾くと正</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/preferences/controls.py"/>
        <source>Choose…</source>
        <translation>選択…</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/preferences/controls.py"/>
        <source>{folder}, change…</source>
        <translation>{folder}、変更…</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/preferences/dialog.py"/>
        <location filename="../../../app/mien/gui/preferences/wiring.py"/>
        <source>Settings</source>
        <translation>設定</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/preferences/dialog.py"/>
        <source>Search the settings</source>
        <translation>設定を検索</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/preferences/dialog.py"/>
        <source>Words of a setting's title or description</source>
        <translation>設定のタイトルや説明の言葉</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/preferences/dialog.py"/>
        <source>Groups of settings</source>
        <translation>設定のグループ</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/preferences/dialog.py"/>
        <source>No setting has these words.</source>
        <translation>この言葉を含む設定はありません。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/preferences/dialog.py"/>
        <source>Settings, scrollable</source>
        <translation>設定、スクロール可</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/preferences/dialog.py"/>
        <source>Import…</source>
        <translation>読み込む…</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/preferences/dialog.py"/>
        <source>Take the settings of a file</source>
        <translation>ファイルの設定を取り込む</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/preferences/dialog.py"/>
        <source>Export…</source>
        <translation>書き出す…</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/preferences/dialog.py"/>
        <source>Write the settings to a file</source>
        <translation>設定をファイルに書き出す</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/preferences/dialog.py"/>
        <source>Reset all…</source>
        <translation>すべて戻す…</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/preferences/dialog.py"/>
        <source>Set every setting back</source>
        <translation>すべての設定を初期値に戻す</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/preferences/dialog.py"/>
        <source>Everything is in force already</source>
        <translation>すべて反映済みです</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/preferences/row.py"/>
        <source>Reset {title} to {value}</source>
        <translation>{title}を{value}に戻す</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/preferences/row.py"/>
        <source>on</source>
        <translation>オン</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/preferences/row.py"/>
        <source>off</source>
        <translation>オフ</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/preferences/row.py"/>
        <source>none</source>
        <translation>なし</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/preferences/wiring.py"/>
        <source>Import settings</source>
        <translation>設定を読み込む</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/preferences/wiring.py"/>
        <source>The settings of {name} are in force.</source>
        <translation>{name} の設定を反映しました。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/preferences/wiring.py"/>
        <source>Export settings</source>
        <translation>設定を書き出す</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/preferences/wiring.py"/>
        <source>The settings were written to {name}.</source>
        <translation>設定を {name} に書き出しました。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/preferences/wiring.py"/>
        <source>Set every setting back?</source>
        <translation>すべての設定を初期値に戻しますか？</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/preferences/wiring.py"/>
        <source>Your recordings, and what was opened last, stay.</source>
        <translation>録画と、最後に開いたものは残ります。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/preferences/wiring.py"/>
        <source>Reset all</source>
        <translation>すべて戻す</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/preferences/wiring.py"/>
        <source>Every setting is as it was at the first start.</source>
        <translation>すべての設定が初回起動時の値です。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/recording/bar.py"/>
        <source>Note, then Return</source>
        <translation>メモを入力して Enter</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/recording/bar.py"/>
        <source>Note for a marker</source>
        <translation>マーカーのメモ</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/recording/bar.py"/>
        <location filename="../../../app/mien/gui/review/transport.py"/>
        <source>Set a marker</source>
        <translation>マーカーを設定</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/recording/bar.py"/>
        <location filename="../../../app/mien/gui/review/marker_book.py"/>
        <location filename="../../../app/mien/gui/review/transport.py"/>
        <source>Marker</source>
        <translation>マーカー</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/recording/bar.py"/>
        <location filename="../../../app/mien/gui/recording/wiring.py"/>
        <location filename="../../../app/mien/gui/review/exporting.py"/>
        <source>Stop</source>
        <translation>停止</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/recording/bar.py"/>
        <source>End the recording</source>
        <translation>録画を終了</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/recording/bar.py"/>
        <source>Writing the rest</source>
        <translation>残りを書き込み中</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/recording/bar.py"/>
        <source>State of the recording</source>
        <translation>録画の状態</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/recording/bar.py"/>
        <source>Elapsed time</source>
        <translation>経過時間</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/recording/bar.py"/>
        <source>Room on the disk</source>
        <translation>ディスクの空き</translation>
    </message>
    <message numerus="yes">
        <location filename="../../../app/mien/gui/recording/bar.py"/>
        <location filename="../../../app/mien/gui/recording/desk.py"/>
        <location filename="../../../app/mien/gui/recording/recovery.py"/>
        <location filename="../../../app/mien/gui/review/recents.py"/>
        <source>{n} frames</source>
        <translation>
            <numerusform>{n} フレーム</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <location filename="../../../app/mien/gui/recording/bar.py"/>
        <location filename="../../../app/mien/gui/recording/desk.py"/>
        <source>{n} skipped</source>
        <translation>
            <numerusform>{n} スキップ</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <location filename="../../../app/mien/gui/recording/bar.py"/>
        <location filename="../../../app/mien/gui/recording/desk.py"/>
        <source>{n} gaps</source>
        <translation>
            <numerusform>{n} 欠落</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <location filename="../../../app/mien/gui/recording/bar.py"/>
        <source>{n} markers</source>
        <translation>
            <numerusform>{n} マーカー</numerusform>
        </translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/recording/bar.py"/>
        <source>{size} GB left</source>
        <translation>残り {size} GB</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/recording/count_down.py"/>
        <source>Count-down to the recording</source>
        <translation>録画までのカウントダウン</translation>
    </message>
    <message numerus="yes">
        <location filename="../../../app/mien/gui/recording/desk.py"/>
        <source>{n} lost</source>
        <translation>
            <numerusform>{n} 損失</numerusform>
        </translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/recording/desk.py"/>
        <source>Recorded {name}: {parts}.</source>
        <translation>{name} を録画しました：{parts}。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/recording/menu.py"/>
        <source>Keep clean video</source>
        <translation>元の動画を保存</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/recording/menu.py"/>
        <source>Keep annotated video</source>
        <translation>注釈付き動画を保存</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/recording/menu.py"/>
        <source>Keep clean and annotated video</source>
        <translation>元の動画と注釈付き動画を保存</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/recording/menu.py"/>
        <source>Keep numbers only, no picture</source>
        <translation>数値だけを保存、画像なし</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/recording/menu.py"/>
        <location filename="../../../app/mien/gui/toolbar.py"/>
        <source>What is recorded, and where</source>
        <translation>録画の内容と保存先</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/recording/menu.py"/>
        <location filename="../../../app/mien/settings.py"/>
        <source>Blur faces</source>
        <translation>顔をぼかす</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/recording/menu.py"/>
        <source>Every face that is found is made unrecognisable; one that is never found is not</source>
        <translation>見つかった顔はすべて判別できなくなります。見つからなかった顔はそのままです</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/recording/menu.py"/>
        <source>Recordings go to {folder}…</source>
        <translation>録画の保存先：{folder}…</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/recording/menu.py"/>
        <source>{folder}: choose another folder</source>
        <translation>{folder}：別のフォルダーを選ぶ</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/recording/menu.py"/>
        <source>Begin at once</source>
        <translation>すぐに始める</translation>
    </message>
    <message numerus="yes">
        <location filename="../../../app/mien/gui/recording/menu.py"/>
        <source>Begin after {n} seconds</source>
        <translation>
            <numerusform>{n} 秒後に始める</numerusform>
        </translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/recording/recovery.py"/>
        <source>{name} is whole again: {frames}.</source>
        <translation>{name} を復元しました：{frames}。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/recording/wiring.py"/>
        <source>Before you record</source>
        <translation>録画の前に</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/recording/wiring.py"/>
        <source>They know, record</source>
        <translation>伝えました、録画する</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/recording/wiring.py"/>
        <source>Tell the people who are shown</source>
        <translation>映る人に伝えてください</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/recording/wiring.py"/>
        <source>They must know that they are recorded and what is read of their faces, before it begins.</source>
        <translation>始める前に、録画されることと顔から何が読み取られるかを本人が知る必要があります。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/recording/wiring.py"/>
        <source>What is stored</source>
        <translation>保存されるもの</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/recording/wiring.py"/>
        <source>The picture, and for each face its place, its landmarks, the values that are shown, the saliency map, and the name that you gave it. The arrow beside the record button can blur faces, which hides those that are found, or keep no picture: all else stays.</source>
        <translation>映像と、顔ごとの位置、ランドマーク、表示中の値、顕著性マップ、付けた名前。録画ボタン横の矢印で、見つかった顔をぼかすか、映像を残さないようにできます。ほかはすべて残ります。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/recording/wiring.py"/>
        <source>Where it is stored</source>
        <translation>保存される場所</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/recording/wiring.py"/>
        <source>In a folder of this computer and nowhere else. Nothing is sent anywhere.</source>
        <translation>このコンピューターのフォルダーだけです。どこにも送られません。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/recording/wiring.py"/>
        <source>It can be deleted</source>
        <translation>削除できます</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/recording/wiring.py"/>
        <source>On the review page a session is deleted with everything in it.</source>
        <translation>レビューのページで、セッションを中身ごと削除できます。</translation>
    </message>
    <message numerus="yes">
        <location filename="../../../app/mien/gui/recording/wiring.py"/>
        <source>{n} recordings were cut short and can be made whole: {names}.</source>
        <translation>
            <numerusform>{n} 件の録画が途中で切れていますが、復元できます：{names}。</numerusform>
        </translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/recording/wiring.py"/>
        <source>Recover</source>
        <translation>復元</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/renewal.py"/>
        <source>The language changes when Mien is started the next time.</source>
        <translation>言語は次に Mien を起動したときに切り替わります。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/report_dialog.py"/>
        <source>Report of an error</source>
        <translation>エラーレポート</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/report_dialog.py"/>
        <source>It helps whoever mends Mien. Nothing is sent: you can read it, copy it into a message, or delete it.</source>
        <translation>Mien を直す人の助けになります。送信はされません。読む、メッセージに写す、削除することができます。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/report_dialog.py"/>
        <source>The report</source>
        <translation>レポート</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/report_dialog.py"/>
        <source>Copy the whole text</source>
        <translation>全文をコピー</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/report_dialog.py"/>
        <source>Delete this report</source>
        <translation>このレポートを削除</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/report_dialog.py"/>
        <source>Show folder</source>
        <translation>フォルダーを表示</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/report_dialog.py"/>
        <source>Open the folder of the log</source>
        <translation>ログのフォルダーを開く</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/report_dialog.py"/>
        <source>Close; the report stays</source>
        <translation>閉じる（レポートは残ります）</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/report_dialog.py"/>
        <source>The report could not be deleted ({reason}).</source>
        <translation>レポートを削除できませんでした（{reason}）。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/report_dialog.py"/>
        <source>The report could not be read ({reason}).</source>
        <translation>レポートを読めませんでした（{reason}）。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/deeds.py"/>
        <location filename="../../../app/mien/gui/review/transport.py"/>
        <source>Play</source>
        <translation>再生</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/deeds.py"/>
        <source>Play, or pause</source>
        <translation>再生または一時停止</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/deeds.py"/>
        <source>Frame back</source>
        <translation>前のフレーム</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/deeds.py"/>
        <source>One frame back</source>
        <translation>1フレーム戻る</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/deeds.py"/>
        <source>Frame on</source>
        <translation>次のフレーム</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/deeds.py"/>
        <source>One frame on</source>
        <translation>1フレーム進む</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/deeds.py"/>
        <source>Second back</source>
        <translation>1秒前</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/deeds.py"/>
        <source>One second back</source>
        <translation>1秒戻る</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/deeds.py"/>
        <source>Second on</source>
        <translation>1秒後</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/deeds.py"/>
        <source>One second on</source>
        <translation>1秒進む</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/deeds.py"/>
        <source>Marker before</source>
        <translation>前のマーカー</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/deeds.py"/>
        <source>Go to the marker before</source>
        <translation>前のマーカーへ</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/deeds.py"/>
        <source>Next marker</source>
        <translation>次のマーカー</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/deeds.py"/>
        <source>Go to the next marker</source>
        <translation>次のマーカーへ</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/deeds.py"/>
        <source>To the start</source>
        <translation>先頭へ</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/deeds.py"/>
        <source>Go to the first frame</source>
        <translation>最初のフレームへ</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/deeds.py"/>
        <source>To the end</source>
        <translation>末尾へ</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/deeds.py"/>
        <source>Go to the last frame</source>
        <translation>最後のフレームへ</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/deeds.py"/>
        <source>Slower</source>
        <translation>遅く</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/deeds.py"/>
        <source>Play slower</source>
        <translation>ゆっくり再生</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/deeds.py"/>
        <source>Faster</source>
        <translation>速く</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/deeds.py"/>
        <source>Play faster</source>
        <translation>速く再生</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/deeds.py"/>
        <source>See more</source>
        <translation>広く見る</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/deeds.py"/>
        <source>See a longer stretch</source>
        <translation>より長い区間を見る</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/deeds.py"/>
        <source>See all</source>
        <translation>全体を見る</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/deeds.py"/>
        <source>See the whole session</source>
        <translation>セッション全体を見る</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/deeds.py"/>
        <source>See closer</source>
        <translation>詳しく見る</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/deeds.py"/>
        <source>See a shorter stretch</source>
        <translation>より短い区間を見る</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/deeds.py"/>
        <source>All lanes</source>
        <translation>すべてのトラック</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/deeds.py"/>
        <source>A lane for every expression and Action Unit</source>
        <translation>表情とアクションユニットごとにトラックを表示</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/deeds.py"/>
        <source>Undo</source>
        <translation>元に戻す</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/deeds.py"/>
        <source>Take the last change of the markers back</source>
        <translation>マーカーの最後の変更を取り消す</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/deeds.py"/>
        <source>Redo</source>
        <translation>やり直す</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/deeds.py"/>
        <source>Do the change of the markers again</source>
        <translation>マーカーの変更をやり直す</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/deeds.py"/>
        <source>Delete marker</source>
        <translation>マーカーを削除</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/deeds.py"/>
        <source>Delete the chosen marker</source>
        <translation>選択したマーカーを削除</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/deeds.py"/>
        <source>Show the values of this frame</source>
        <translation>このフレームの値を表示</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/deeds.py"/>
        <location filename="../../../app/mien/gui/review/marker_panel.py"/>
        <source>Markers</source>
        <translation>マーカー</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/deeds.py"/>
        <source>Show the list of markers</source>
        <translation>マーカーの一覧を表示</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/deeds.py"/>
        <location filename="../../../app/mien/gui/review/summary.py"/>
        <source>Summary</source>
        <translation>概要</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/deeds.py"/>
        <source>Show the figures of each face</source>
        <translation>顔ごとの数値を表示</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/deeds.py"/>
        <location filename="../../../app/mien/gui/review/start.py"/>
        <source>Open session…</source>
        <translation>セッションを開く…</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/deeds.py"/>
        <source>All sessions</source>
        <translation>すべてのセッション</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/deeds.py"/>
        <source>Back to the list of sessions</source>
        <translation>セッションの一覧に戻る</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/deeds.py"/>
        <source>Show the folder</source>
        <translation>フォルダーを表示</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/deeds.py"/>
        <source>Show the session's files</source>
        <translation>セッションのファイルを表示</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/deeds.py"/>
        <location filename="../../../app/mien/gui/toolbar.py"/>
        <source>Export</source>
        <translation>書き出し</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/deeds.py"/>
        <source>Hand the session on in another format</source>
        <translation>セッションを別の形式で書き出す</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/deeds.py"/>
        <source>Save summary…</source>
        <translation>概要を保存…</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/deeds.py"/>
        <source>Save the summary as a picture</source>
        <translation>概要を画像として保存</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/deeds.py"/>
        <source>Delete session…</source>
        <translation>セッションを削除…</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/deeds.py"/>
        <source>Delete all of this session</source>
        <translation>このセッションをすべて削除</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/exporting.py"/>
        <source>The export was stopped; nothing was written.</source>
        <translation>書き出しを中止しました。何も書き込まれていません。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/exporting.py"/>
        <source>Export: {format}</source>
        <translation>書き出し：{format}</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/exporting.py"/>
        <source>{name} is still being written: wait for it, then try again.</source>
        <translation>{name} はまだ書き込み中です。終わってからもう一度お試しください。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/exporting.py"/>
        <source>Writing {name}…</source>
        <translation>{name} を書き込み中…</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/exporting.py"/>
        <source>Written: {file}</source>
        <translation>書き込みました：{file}</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/exporting.py"/>
        <source>Writing {name}: {percent}</source>
        <translation>{name} を書き込み中：{percent}</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/film.py"/>
        <source>The video is damaged here: what was read of the faces is shown without it.</source>
        <translation>ここで動画が破損しています。顔から読み取ったものだけを表示します。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/film.py"/>
        <source>The video of this session can no longer be read; what was read of the faces is still there.</source>
        <translation>このセッションの動画はもう読めません。顔から読み取ったものは残っています。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/kind_box.py"/>
        <source>Kind of the marker</source>
        <translation>マーカーの種類</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/kind_box.py"/>
        <source>Kinds of markers</source>
        <translation>マーカーの種類一覧</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/lanes.py"/>
        <source>Most probable expression</source>
        <translation>最も確からしい表情</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/lanes.py"/>
        <source>Smile intensity, 0 to 5</source>
        <translation>笑顔の強さ、0〜5</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/marker_panel.py"/>
        <source>No marker yet. Keys 1 to 9 set one at the playhead, 0 a neutral face, I and O the beginning and end of a stimulus.</source>
        <translation>まだマーカーがありません。1〜9 で再生位置に設定、0 で無表情の顔、I と O で刺激の始まりと終わり。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/marker_panel.py"/>
        <source>Time of the marker</source>
        <translation>マーカーの時刻</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/marker_panel.py"/>
        <source>Label of the marker</source>
        <translation>マーカーのラベル</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/marker_panel.py"/>
        <source>Note of the marker</source>
        <translation>マーカーのメモ</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/marker_panel.py"/>
        <source>Move to playhead</source>
        <translation>再生位置へ移動</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/marker_panel.py"/>
        <location filename="../../../app/mien/gui/review/transport.py"/>
        <source>Time</source>
        <translation>時刻</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/marker_panel.py"/>
        <source>Kind</source>
        <translation>種類</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/marker_panel.py"/>
        <source>Label</source>
        <translation>ラベル</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/page.py"/>
        <source>Recorded picture</source>
        <translation>録画した映像</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/page.py"/>
        <source>Opening {name}…</source>
        <translation>{name} を開いています…</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/page.py"/>
        <source>Deleting {name}…</source>
        <translation>{name} を削除しています…</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/recents.py"/>
        <source>recovered</source>
        <translation>復元済み</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/session_button.py"/>
        <location filename="../../../app/mien/gui/review/start.py"/>
        <source>Sessions</source>
        <translation>セッション</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/session_button.py"/>
        <source>Choose a session</source>
        <translation>セッションを選択</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/session_button.py"/>
        <source>Session: {name}</source>
        <translation>セッション：{name}</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/session_line.py"/>
        <source>About the session</source>
        <translation>セッションについて</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/session_line.py"/>
        <location filename="../../../app/mien/gui/status_bar.py"/>
        <source>Skipped</source>
        <translation>スキップ</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/session_line.py"/>
        <source>Lost</source>
        <translation>損失</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/session_line.py"/>
        <source>Gaps</source>
        <translation>欠落</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/session_line.py"/>
        <source>No session is open</source>
        <translation>開いているセッションはありません</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/session_line.py"/>
        <source>read by {network}</source>
        <translation>{network} が読み取り</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/side.py"/>
        <source>Session</source>
        <translation>セッション</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/side.py"/>
        <source>Summary, scrollable</source>
        <translation>概要、スクロール可</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/start.py"/>
        <source>Nothing was recorded yet. Record on the live page, or open a session folder, or drop it here.</source>
        <translation>まだ録画がありません。ライブのページで録画するか、セッションのフォルダーを開くか、ここにドロップしてください。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/start.py"/>
        <source>Recent sessions</source>
        <translation>最近のセッション</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/start.py"/>
        <source>In {folder}</source>
        <translation>{folder} 内</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/stored.py"/>
        <source>No frame was recorded in this session</source>
        <translation>このセッションにはフレームがありません</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/stored.py"/>
        <source>No picture was kept, only numbers</source>
        <translation>画像は保存されず、数値だけです</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/stored.py"/>
        <source>The overlays are part of this video</source>
        <translation>オーバーレイはこの動画に焼き込まれています</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/stored.py"/>
        <location filename="../../../app/mien/gui/review/under.py"/>
        <source>No picture came here</source>
        <translation>ここでは画像が来ませんでした</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/stored.py"/>
        <source>The picture of this frame was not kept</source>
        <translation>このフレームの画像は保存されていません</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/summary.py"/>
        <source>No face was seen.</source>
        <translation>顔は見つかりませんでした。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/summary.py"/>
        <source>share of time</source>
        <translation>時間の割合</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/summary.py"/>
        <source>mean, peak; 0 to 5</source>
        <translation>平均、最大、0〜5</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/summary.py"/>
        <source>mean, peak</source>
        <translation>平均、最大</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/summary.py"/>
        <source>in view {percent}</source>
        <translation>映っている {percent}</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/summary.py"/>
        <source>eyes shut {percent}</source>
        <translation>閉眼 {percent}</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/summary.py"/>
        <source>Face {number}: {values}.</source>
        <translation>顔 {number}：{values}。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/summary.py"/>
        <source>Face {number}: {in_view}; {shares}; smile {mean}, at most {peak}.</source>
        <translation>顔 {number}：{in_view}、{shares}、笑顔 {mean}、最大 {peak}。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/timeline.py"/>
        <source>Timeline</source>
        <translation>タイムライン</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/transport.py"/>
        <source>Playing</source>
        <translation>再生</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/transport.py"/>
        <source>Speed and jumps</source>
        <translation>速度とジャンプ</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/transport.py"/>
        <source>Pause</source>
        <translation>一時停止</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/transport.py"/>
        <source>Frame</source>
        <translation>フレーム</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/under.py"/>
        <source>frame {number}</source>
        <translation>フレーム {number}</translation>
    </message>
    <message numerus="yes">
        <location filename="../../../app/mien/gui/review/under.py"/>
        <source>{n} frames skipped before this one</source>
        <translation>
            <numerusform>この前に {n} フレームをスキップ</numerusform>
        </translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/under.py"/>
        <source>Face {number}: not in view</source>
        <translation>顔 {number}：映っていません</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/under.py"/>
        <source>Face {number}: not read</source>
        <translation>顔 {number}：未読み取り</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/under.py"/>
        <source>Expression not known</source>
        <translation>表情は不明</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/under.py"/>
        <source>Smile {value}</source>
        <translation>笑顔 {value}</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/under.py"/>
        <source>Face {number}: in view</source>
        <translation>顔 {number}：映っています</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/viewer.py"/>
        <source>frame {number} of {count}</source>
        <translation>フレーム {number} / {count}</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/wiring.py"/>
        <source>Delete {name}?</source>
        <translation>{name} を削除しますか？</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/wiring.py"/>
        <source>All of it is deleted from the disk: video, values, saliency and markers, in {folder}. This cannot be undone.</source>
        <translation>{folder} にある動画、値、顕著性、マーカーをすべてディスクから削除します。元に戻せません。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/wiring.py"/>
        <source>Save the summary</source>
        <translation>概要を保存</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/wiring.py"/>
        <source>Saved: {file}</source>
        <translation>保存しました：{file}</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/wiring.py"/>
        <source>{file} could not be written.</source>
        <translation>{file} に書き込めませんでした。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/wiring.py"/>
        <source>{name} was deleted, all of it.</source>
        <translation>{name} をすべて削除しました。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/saliency_menu.py"/>
        <location filename="../../../app/mien/gui/toolbar.py"/>
        <source>Which map, and how it looks</source>
        <translation>マップの種類と見た目</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/saliency_menu.py"/>
        <source>Saliency (where people would look)</source>
        <translation>顕著性（人が見る場所）</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/saliency_menu.py"/>
        <source>Opacity of the map</source>
        <translation>マップの不透明度</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/saliency_menu.py"/>
        <source>How the map looks</source>
        <translation>マップの見た目</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/saliency_menu.py"/>
        <source>Opacity</source>
        <translation>不透明度</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/saliency_menu.py"/>
        <location filename="../../../app/mien/settings.py"/>
        <source>Colours of saliency</source>
        <translation>顕著性の色</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/saliency_menu.py"/>
        <source>Colour map {name}</source>
        <translation>配色 {name}</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/sending/card.py"/>
        <source>Open it once more</source>
        <translation>もう一度開く</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/sending/card.py"/>
        <source>With the token, for a receiver</source>
        <translation>トークン付き、受信側用</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/sending/card.py"/>
        <source>Copy address</source>
        <translation>アドレスをコピー</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/sending/card.py"/>
        <source>What a receiver has to know</source>
        <translation>受信側に必要な情報</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/sending/card.py"/>
        <source>Copy token</source>
        <translation>トークンをコピー</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/sending/dialog.py"/>
        <source>Numbers of the faces, while they are analysed. Nothing leaves this computer unless you choose an address elsewhere. Tell the people who are shown.</source>
        <translation>分析中の顔の数値です。別の場所のアドレスを選ばない限り、このコンピューターから出ません。映る人に伝えてください。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/sending/dialog.py"/>
        <source>Live values to other programs</source>
        <translation>ほかのプログラムへのライブの値</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/sending/dialog.py"/>
        <source>Ways to other programs, scrollable</source>
        <translation>ほかのプログラムへの経路、スクロール可</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/sending/dialog.py"/>
        <source>What is switched on goes on</source>
        <translation>オンのものは動き続けます</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/sending/wiring.py"/>
        <source>Live values go to other computers</source>
        <translation>ライブの値がほかのコンピューターに送られています</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/sending/wiring.py"/>
        <source>Live values go to other programs</source>
        <translation>ライブの値がほかのプログラムに送られています</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/sending/words.py"/>
        <source>Other computers can receive this. Nothing is encrypted: use it only in a network that you trust.</source>
        <translation>ほかのコンピューターも受信できます。暗号化されていません。信頼できるネットワークでのみ使ってください。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/sending/words.py"/>
        <source>Looking for a marker stream</source>
        <translation>マーカーのストリームを探しています</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/sending/words.py"/>
        <source>Waiting for the network to be loaded</source>
        <translation>ネットワークの読み込みを待っています</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/sending/words.py"/>
        <source>Opening…</source>
        <translation>開いています…</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/sending/words.py"/>
        <source>nobody listens yet</source>
        <translation>まだ受信者はいません</translation>
    </message>
    <message numerus="yes">
        <location filename="../../../app/mien/gui/sending/words.py"/>
        <source>{n} listen</source>
        <translation>
            <numerusform>{n} 件が受信中</numerusform>
        </translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/sending/words.py"/>
        <source>{count} dropped</source>
        <translation>{count} 件破棄</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/sending/words.py"/>
        <source>{count} refused</source>
        <translation>{count} 件拒否</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/sending/words.py"/>
        <source>From {stream}</source>
        <translation>{stream} から</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/sending/words.py"/>
        <source>{count} recorded</source>
        <translation>{count} 件を記録</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/sending/words.py"/>
        <source>{count} came without a recording</source>
        <translation>録画外に {count} 件</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/smile_meter.py"/>
        <source>Smile intensity</source>
        <translation>笑顔の強さ</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/smile_meter.py"/>
        <source>{value} of {most}</source>
        <translation>{value} / {most}</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/smile_meter.py"/>
        <source>of {most}</source>
        <translation>/ {most}</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/source_desk.py"/>
        <source>No camera found, showing the demo</source>
        <translation>カメラが見つからないためデモを表示中</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/source_desk.py"/>
        <source>The cameras did not answer, showing the demo</source>
        <translation>カメラが応答しないためデモを表示中</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/source_desk.py"/>
        <source>Camera</source>
        <translation>カメラ</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/source_picker.py"/>
        <source>Source: {name}</source>
        <translation>ソース：{name}</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/source_picker.py"/>
        <source>Looking for cameras…</source>
        <translation>カメラを探しています…</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/source_picker.py"/>
        <source>The cameras did not answer</source>
        <translation>カメラが応答しません</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/source_picker.py"/>
        <source>No camera found</source>
        <translation>カメラが見つかりません</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/stage.py"/>
        <source>Picture area</source>
        <translation>映像の領域</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/stage.py"/>
        <source>Hint</source>
        <translation>ヒント</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/stage.py"/>
        <source>Information</source>
        <translation>情報</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/state.py"/>
        <source>Watch the demo</source>
        <translation>デモを見る</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/state.py"/>
        <source>Play again</source>
        <translation>もう一度再生</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/state.py"/>
        <source>This did not work</source>
        <translation>うまくいきませんでした</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/state.py"/>
        <source>The source is not there</source>
        <translation>ソースがありません</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/state.py"/>
        <source>The camera is in use</source>
        <translation>カメラは使用中です</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/state.py"/>
        <source>No permission</source>
        <translation>権限がありません</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/state.py"/>
        <source>No camera</source>
        <translation>カメラなし</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/state.py"/>
        <source>Looking for a camera</source>
        <translation>カメラを探しています</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/state.py"/>
        <source>This takes a moment.</source>
        <translation>少しお待ちください。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/state.py"/>
        <source>The last picture</source>
        <translation>最後の画像</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/state.py"/>
        <source>No face in view</source>
        <translation>顔が映っていません</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/state.py"/>
        <source>Waiting for the first picture</source>
        <translation>最初の画像を待っています</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/state.py"/>
        <location filename="../../../app/mien/gui/status_bar.py"/>
        <source>Starting</source>
        <translation>開始中</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/state.py"/>
        <source>Nothing is open</source>
        <translation>何も開いていません</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/state.py"/>
        <source>Choose a camera, a file or a stream.</source>
        <translation>カメラ、ファイル、ストリームを選んでください。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/state.py"/>
        <source>The source stopped giving pictures.</source>
        <translation>ソースから画像が来なくなりました。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/state.py"/>
        <source>Lost, reconnecting</source>
        <translation>切断されました、再接続中</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/state.py"/>
        <source>The source</source>
        <translation>ソース</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/state.py"/>
        <source>{name} was played to its end.</source>
        <translation>{name} を最後まで再生しました。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/state.py"/>
        <source>The end</source>
        <translation>終わり</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/state.py"/>
        <source>No cause is known. Try again, or choose another source.</source>
        <translation>原因は不明です。再試行するか、別のソースを選んでください。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/state.py"/>
        <source>The source is being closed.</source>
        <translation>ソースを閉じています。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/state.py"/>
        <location filename="../../../app/mien/gui/status_bar.py"/>
        <source>Stopping</source>
        <translation>停止中</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/state_card.py"/>
        <source>Progress</source>
        <translation>進行状況</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/status_bar.py"/>
        <source>Finding faces</source>
        <translation>顔の検出</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/status_bar.py"/>
        <source>Cutting out</source>
        <translation>切り出し</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/status_bar.py"/>
        <source>Network</source>
        <translation>ネットワーク</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/status_bar.py"/>
        <source>Measuring</source>
        <translation>計測</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/status_bar.py"/>
        <source>Idle</source>
        <translation>待機中</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/status_bar.py"/>
        <source>Reconnecting</source>
        <translation>再接続中</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/status_bar.py"/>
        <source>Ended</source>
        <translation>終了</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/status_bar.py"/>
        <source>Failed</source>
        <translation>失敗</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/status_bar.py"/>
        <source>Status</source>
        <translation>ステータス</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/status_bar.py"/>
        <source>State</source>
        <translation>状態</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/status_bar.py"/>
        <source>Analysed frames a second</source>
        <translation>毎秒の分析フレーム数</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/status_bar.py"/>
        <source>Latency</source>
        <translation>遅延</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/status_bar.py"/>
        <source>Skipped frames</source>
        <translation>スキップしたフレーム</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/status_bar.py"/>
        <source>Frozen</source>
        <translation>静止中</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/status_bar.py"/>
        <source>From capture to paint: median {median}, 95 of 100 within {p95}</source>
        <translation>取得から表示まで：中央値 {median}、95% は {p95} 以内</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/status_bar.py"/>
        <source>ONNX Runtime uses {provider}</source>
        <translation>ONNX Runtime は {provider} を使用</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/status_bar.py"/>
        <source>Not known yet</source>
        <translation>まだ不明</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/status_bar.py"/>
        <source>Frames analysed in the last second</source>
        <translation>直近1秒に分析したフレーム</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/status_bar.py"/>
        <source>From capture to paint</source>
        <translation>取得から表示まで</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/status_bar.py"/>
        <source>Frames captured but not analysed, to stay live</source>
        <translation>ライブを保つため分析しなかったフレーム</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/status_bar.py"/>
        <source>{rate} really come</source>
        <translation>実際に届くのは {rate}</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/status_bar.py"/>
        <source>Pixel format {name}</source>
        <translation>ピクセル形式 {name}</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/status_bar.py"/>
        <source>The newest picture was captured {age} ago</source>
        <translation>最新の画像は {age} 前に取得</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/third_parties.py"/>
        <source>Faces are found by MediaPipe and its Face Landmarker model, copyright Google LLC and the MediaPipe authors, under the Apache License, version 2.0; both are used unchanged.</source>
        <translation>顔の検出には MediaPipe とその Face Landmarker モデル（著作権：Google LLC と MediaPipe の作者、Apache License 2.0）を変更なしで使用しています。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/third_parties.py"/>
        <source>This copy was installed from packages. Each brought the text of its licence, which lies with it in the Python environment.</source>
        <translation>このコピーはパッケージからインストールされました。各ライセンスの本文は、Python 環境内の各パッケージにあります。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/third_parties.py"/>
        <source>Back to the list of third parties</source>
        <translation>サードパーティーの一覧に戻る</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/third_parties.py"/>
        <source>Back to the list</source>
        <translation>一覧に戻る</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/tick.py"/>
        <source>Smile in the history</source>
        <translation>履歴の笑顔</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/tick.py"/>
        <source>Draw the smile in the history</source>
        <translation>笑顔を履歴に描く</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/toolbar.py"/>
        <source>Toolbar</source>
        <translation>ツールバー</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/toolbar.py"/>
        <source>Export the session</source>
        <translation>セッションを書き出す</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/toolbar.py"/>
        <source>Open</source>
        <translation>開く</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/toolbar.py"/>
        <source>Map</source>
        <translation>マップ</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/trouble.py"/>
        <source>Something went wrong inside Mien ({error}). It goes on. A report was written on this computer; nothing is sent.</source>
        <translation>Mien の内部で問題が起きました（{error}）。動作は続きます。レポートをこのコンピューターに書きました。送信はされません。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/trouble.py"/>
        <source>Something went wrong inside Mien ({error}). The recording was closed, so that nothing of it is lost. A report was written on this computer; nothing is sent.</source>
        <translation>Mien の内部で問題が起きました（{error}）。失われないように録画を閉じました。レポートをこのコンピューターに書きました。送信はされません。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/trouble.py"/>
        <source>Something went wrong inside Mien ({error}), and no report could be written.</source>
        <translation>Mien の内部で問題が起きましたが（{error}）、レポートを書けませんでした。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/trouble.py"/>
        <source>Mien ended unexpectedly the last time. A report was written on this computer; nothing is sent.</source>
        <translation>前回 Mien は予期せず終了しました。レポートをこのコンピューターに書きました。送信はされません。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/trouble.py"/>
        <source>Show report</source>
        <translation>レポートを表示</translation>
    </message>
    <message>
        <location filename="../../../app/mien/measures/calibration.py"/>
        <source>Too few pictures came in three seconds: wait until it runs faster, then try again.</source>
        <translation>3秒間に届いた画像が少なすぎます。速くなってからもう一度お試しください。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/measures/calibration.py"/>
        <source>The face was not in view all the time: stay in the picture and try again.</source>
        <translation>顔がずっと映っていませんでした。画面内にとどまってもう一度お試しください。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/measures/calibration.py"/>
        <source>Look straight into the camera and try again.</source>
        <translation>カメラをまっすぐ見て、もう一度お試しください。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/measures/calibration.py"/>
        <source>Hold your head still for three seconds and try again.</source>
        <translation>頭を3秒間動かさずに、もう一度お試しください。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/measures/calibration.py"/>
        <source>Keep your face at rest for three seconds and try again.</source>
        <translation>顔の力を3秒間抜いて、もう一度お試しください。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/measures/calibration.py"/>
        <source>Let your face rest without a smile and try again.</source>
        <translation>笑わずに顔の力を抜いて、もう一度お試しください。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/measures/calibration.py"/>
        <source>The network does not read this face: nothing can be calibrated.</source>
        <translation>ネットワークがこの顔を読んでいないため、校正できません。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/measures/observer.py"/>
        <source>Still pictures cannot be calibrated: open a camera or a video.</source>
        <translation>静止画は校正できません。カメラか動画を開いてください。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/measures/observer.py"/>
        <source>The face was lost: try again once it is in view.</source>
        <translation>顔を見失いました。映ってからもう一度お試しください。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/measures/profiles.py"/>
        <source>The profile {name} cannot be kept ({why}): make room or change who may write.</source>
        <translation>プロファイル {name} を保存できません（{why}）。空きを作るか、書き込みの権限を変えてください。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/measures/profiles.py"/>
        <source>The profile {name} was made with another network: calibrate this person again.</source>
        <translation>プロファイル {name} は別のネットワークで作られました。この人を校正し直してください。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/measures/profiles.py"/>
        <source>The profile {name} cannot be deleted ({why}).</source>
        <translation>プロファイル {name} を削除できません（{why}）。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/measures/profiles.py"/>
        <source>A profile cannot be called so: use letters, digits and spaces.</source>
        <translation>プロファイルにその名前は使えません。文字、数字、空白を使ってください。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/measures/profiles.py"/>
        <source>The profile {name} cannot be read ({why}).</source>
        <translation>プロファイル {name} を読めません（{why}）。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/measures/profiles.py"/>
        <source>The profile {name} is damaged or made by hand: delete it and calibrate again.</source>
        <translation>プロファイル {name} は破損しているか手作りです。削除して校正し直してください。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/measures/quality.py"/>
        <source>The face is blurred: hold still, or set the camera's focus.</source>
        <translation>顔がぼけています。動かないようにするか、カメラのピントを合わせてください。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/measures/quality.py"/>
        <source>The face is too dark: put a light in front of it.</source>
        <translation>顔が暗すぎます。正面に明かりを置いてください。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/measures/quality.py"/>
        <source>The face is too bright: take away light, or lower the camera's exposure.</source>
        <translation>顔が明るすぎます。明かりを減らすか、カメラの露出を下げてください。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/measures/quality.py"/>
        <source>Parts of the face are pure black or white: the light is too hard.</source>
        <translation>顔の一部が真っ黒か真っ白です。光が強すぎます。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/measures/quality.py"/>
        <source>The face is too small: come closer to the camera.</source>
        <translation>顔が小さすぎます。カメラに近づいてください。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/measures/quality.py"/>
        <source>The head is turned too far away from the camera.</source>
        <translation>頭がカメラからそれすぎています。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/measures/quality.py"/>
        <source>Part of the face is outside the picture.</source>
        <translation>顔の一部が画面の外にあります。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/measures/quality.py"/>
        <source>Part of the face seems to be covered.</source>
        <translation>顔の一部が隠れているようです。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/measures/quality.py"/>
        <source>Blurred</source>
        <translation>ぼけ</translation>
    </message>
    <message>
        <location filename="../../../app/mien/measures/quality.py"/>
        <source>Too dark</source>
        <translation>暗すぎ</translation>
    </message>
    <message>
        <location filename="../../../app/mien/measures/quality.py"/>
        <source>Too bright</source>
        <translation>明るすぎ</translation>
    </message>
    <message>
        <location filename="../../../app/mien/measures/quality.py"/>
        <source>Hard light</source>
        <translation>光が強い</translation>
    </message>
    <message>
        <location filename="../../../app/mien/measures/quality.py"/>
        <source>Too small</source>
        <translation>小さすぎ</translation>
    </message>
    <message>
        <location filename="../../../app/mien/measures/quality.py"/>
        <source>Turned away</source>
        <translation>横向き</translation>
    </message>
    <message>
        <location filename="../../../app/mien/measures/quality.py"/>
        <source>Cut off</source>
        <translation>はみ出し</translation>
    </message>
    <message>
        <location filename="../../../app/mien/measures/quality.py"/>
        <source>Covered</source>
        <translation>隠れ</translation>
    </message>
    <message>
        <location filename="../../../app/mien/network/card_file.py"/>
        <source>This ONNX file is another network: it carries no Mien card.</source>
        <translation>この ONNX ファイルは別のネットワークです。Mien のカードがありません。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/network/card_file.py"/>
        <source>The card in this ONNX file is not complete: {problems}.</source>
        <translation>この ONNX ファイルのカードは不完全です：{problems}。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/network/failure.py"/>
        <source>{name} cannot be used: {problems}; and {count} more. 'mien network {name}' lists all.</source>
        <translation>{name} は使えません：{problems}、ほか {count} 件。「mien network {name}」ですべて表示します。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/network/failure.py"/>
        <source>{name} cannot be used: {problems}.</source>
        <translation>{name} は使えません：{problems}。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/network/nvidia.py"/>
        <source>No NVIDIA GPU was found.</source>
        <translation>NVIDIA GPU が見つかりません。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/network/nvidia.py"/>
        <source>There is an NVIDIA GPU, but its driver is not installed.</source>
        <translation>NVIDIA GPU がありますが、ドライバーがインストールされていません。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/network/nvidia.py"/>
        <source>The NVIDIA driver does not answer: restart the computer.</source>
        <translation>NVIDIA ドライバーが応答しません。コンピューターを再起動してください。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/network/nvidia.py"/>
        <source>The NVIDIA driver lists no GPU: it may be lent to another system or too old.</source>
        <translation>NVIDIA ドライバーに GPU が表示されません。別のシステムに貸し出されているか、古すぎる可能性があります。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/network/nvidia.py"/>
        <source>The NVIDIA driver can do CUDA {had}, but CUDA {needed} is needed: update it.</source>
        <translation>NVIDIA ドライバーは CUDA {had} 対応ですが、CUDA {needed} が必要です。更新してください。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/network/nvidia.py"/>
        <source>There is an NVIDIA GPU, but {name} is missing: it comes with CUDA {cuda} and cuDNN {cudnn}.</source>
        <translation>NVIDIA GPU がありますが {name} がありません。CUDA {cuda} と cuDNN {cudnn} に含まれます。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/network/nvidia.py"/>
        <source>The GPU's memory is full: {free} of {total} MB are free, and about {needed} MB are needed. Close another program that uses the GPU.</source>
        <translation>GPU のメモリがいっぱいです。{total} MB 中の空きは {free} MB で、約 {needed} MB が必要です。GPU を使う別のプログラムを閉じてください。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/network/own.py"/>
        <source>The network {name} was stopped: {reason}.</source>
        <translation>ネットワーク {name} は停止しました：{reason}。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/network/providers.py"/>
        <source>The network runs on the CPU.</source>
        <translation>ネットワークは CPU で動いています。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/network/providers.py"/>
        <source>This ONNX Runtime was built without CUDA.</source>
        <translation>この ONNX Runtime は CUDA なしで作られています。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/network/providers.py"/>
        <source>CUDA could not be started, although driver, libraries and free memory are there: the log may say more.</source>
        <translation>ドライバー、ライブラリ、空きメモリはありますが CUDA を起動できません。ログに詳細があるかもしれません。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/network/providers.py"/>
        <source>The GPU stopped answering, so the network runs on the CPU from here on; nothing was lost. Once the GPU is back, choose it again on the diagnostics page.</source>
        <translation>GPU が応答しなくなったため、ここからネットワークは CPU で動きます。失われたものはありません。GPU が戻ったら診断ページで選び直してください。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/network/providers.py"/>
        <source>There is no device '{device}': choose auto, {devices}.</source>
        <translation>デバイス「{device}」はありません。auto、{devices} から選んでください。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/network/providers.py"/>
        <source>This ONNX Runtime cannot use '{device}': choose another device, or install a build that can.</source>
        <translation>この ONNX Runtime は「{device}」を使えません。別のデバイスを選ぶか、対応する版をインストールしてください。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/network/providers.py"/>
        <source>{providers} could not be started, so the network runs on the CPU.</source>
        <translation>{providers} を起動できないため、ネットワークは CPU で動きます。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/network/providers.py"/>
        <source>To mend it: {command}</source>
        <translation>直すには：{command}</translation>
    </message>
    <message>
        <location filename="../../../app/mien/network/session.py"/>
        <source>The network {file} cannot be read: {reason}.</source>
        <translation>ネットワーク {file} を読めません：{reason}。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/network/session.py"/>
        <source>{name} keeps its weights in another file: export it as one file.</source>
        <translation>{name} の重みが別のファイルにあります。1つのファイルとして書き出してください。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/network/session.py"/>
        <source>{name} needs an operator that ONNX Runtime does not have: export it for another opset.</source>
        <translation>{name} には ONNX Runtime にない演算子が必要です。別の opset で書き出してください。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/network/session.py"/>
        <source>{name} is damaged or no ONNX network; choose another file or install Mien anew.</source>
        <translation>{name} は破損しているか ONNX ネットワークではありません。別のファイルを選ぶか、Mien を再インストールしてください。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/outlets/extras.py"/>
        <source>This needs {module}, which is not installed: run pip install 'mien[{extra}]'.</source>
        <translation>これには {module} が必要ですが、インストールされていません。pip install 'mien[{extra}]' を実行してください。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/outlets/lsl.py"/>
        <source>Streams {faces} and {markers}</source>
        <translation>ストリーム {faces} と {markers}</translation>
    </message>
    <message>
        <location filename="../../../app/mien/outlets/lsl_library.py"/>
        <source>Lab Streaming Layer is already in use with another reach: start Mien anew.</source>
        <translation>Lab Streaming Layer は別の範囲で使用中です。Mien を起動し直してください。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/outlets/lsl_markers.py"/>
        <source>A stream's name cannot hold both kinds of quotes: {stream}</source>
        <translation>ストリームの名前に両方の引用符は使えません：{stream}</translation>
    </message>
    <message>
        <location filename="../../../app/mien/outlets/osc.py"/>
        <source>The host {host} for OSC is not known: check its name.</source>
        <translation>OSC のホスト {host} が見つかりません。名前を確認してください。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/outlets/peers.py"/>
        <source>The WebSocket could not be started; the log says more.</source>
        <translation>WebSocket を開始できませんでした。詳細はログにあります。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/outlets/peers.py"/>
        <source>The WebSocket cannot listen on {host}:{port} ({reason}): choose another port.</source>
        <translation>WebSocket は {host}:{port} で待ち受けできません（{reason}）。別のポートを選んでください。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/outlets/virtual_camera.py"/>
        <source>There is no virtual camera: install OBS Studio, which brings one.</source>
        <translation>仮想カメラがありません。仮想カメラを備えた OBS Studio をインストールしてください。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/outlets/virtual_camera.py"/>
        <source>There is no virtual camera: install OBS Studio and start its virtual camera once.</source>
        <translation>仮想カメラがありません。OBS Studio をインストールし、その仮想カメラを一度起動してください。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/outlets/virtual_camera.py"/>
        <source>There is no virtual camera: install v4l2loopback (on Debian or Ubuntu: sudo apt install v4l2loopback-dkms), then run sudo modprobe v4l2loopback exclusive_caps=1 card_label=Mien.</source>
        <translation>仮想カメラがありません。v4l2loopback をインストールし（Debian や Ubuntu では sudo apt install v4l2loopback-dkms）、sudo modprobe v4l2loopback exclusive_caps=1 card_label=Mien を実行してください。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/outlets/virtual_camera.py"/>
        <source>The virtual camera cannot be used ({reason}).</source>
        <translation>仮想カメラを使えません（{reason}）。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/overlays/__init__.py"/>
        <source>Saliency map: where people would look, which guides the network</source>
        <translation>顕著性マップ：人が見る場所。ネットワークを導きます</translation>
    </message>
    <message>
        <location filename="../../../app/mien/overlays/__init__.py"/>
        <source>Evidence</source>
        <translation>根拠</translation>
    </message>
    <message>
        <location filename="../../../app/mien/overlays/__init__.py"/>
        <source>Evidence map: which places speak for a value, and which against it</source>
        <translation>根拠マップ：値を支持する場所と反対する場所</translation>
    </message>
    <message>
        <location filename="../../../app/mien/overlays/__init__.py"/>
        <location filename="../../../app/mien/settings.py"/>
        <source>Landmarks</source>
        <translation>ランドマーク</translation>
    </message>
    <message>
        <location filename="../../../app/mien/overlays/__init__.py"/>
        <source>Landmarks: face oval, eyes, irises, brows, nose and lips</source>
        <translation>ランドマーク：顔の輪郭、目、虹彩、眉、鼻、唇</translation>
    </message>
    <message>
        <location filename="../../../app/mien/overlays/__init__.py"/>
        <location filename="../../../app/mien/settings.py"/>
        <source>Box</source>
        <translation>枠</translation>
    </message>
    <message>
        <location filename="../../../app/mien/overlays/__init__.py"/>
        <source>Box and number of each face</source>
        <translation>各顔の枠と番号</translation>
    </message>
    <message>
        <location filename="../../../app/mien/overlays/__init__.py"/>
        <source>Expression: what each face looks like most</source>
        <translation>表情：各顔が最もそう見えるもの</translation>
    </message>
    <message>
        <location filename="../../../app/mien/overlays/__init__.py"/>
        <source>Smile intensity beside each face, 0 to 5</source>
        <translation>各顔の横に笑顔の強さ、0〜5</translation>
    </message>
    <message>
        <location filename="../../../app/mien/overlays/__init__.py"/>
        <source>Action Units: the strongest three beside the main face</source>
        <translation>アクションユニット：主な顔の横に最も強い3つ</translation>
    </message>
    <message>
        <location filename="../../../app/mien/overlays/box.py"/>
        <source>{face}: {reason}</source>
        <translation>{face}：{reason}</translation>
    </message>
    <message>
        <location filename="../../../app/mien/overlays/evidence.py"/>
        <source>against</source>
        <translation>反対</translation>
    </message>
    <message>
        <location filename="../../../app/mien/overlays/evidence.py"/>
        <source>for</source>
        <translation>支持</translation>
    </message>
    <message>
        <location filename="../../../app/mien/overlays/evidence.py"/>
        <source>Evidence for each likeliest expression</source>
        <translation>それぞれ最も確からしい表情の根拠</translation>
    </message>
    <message>
        <location filename="../../../app/mien/overlays/facs.py"/>
        <source>Inner brow raiser</source>
        <translation>眉の内側を上げる</translation>
    </message>
    <message>
        <location filename="../../../app/mien/overlays/facs.py"/>
        <source>Outer brow raiser</source>
        <translation>眉の外側を上げる</translation>
    </message>
    <message>
        <location filename="../../../app/mien/overlays/facs.py"/>
        <source>Brow lowerer</source>
        <translation>眉を下げる</translation>
    </message>
    <message>
        <location filename="../../../app/mien/overlays/facs.py"/>
        <source>Upper lid raiser</source>
        <translation>上まぶたを上げる</translation>
    </message>
    <message>
        <location filename="../../../app/mien/overlays/facs.py"/>
        <source>Cheek raiser</source>
        <translation>頬を持ち上げる</translation>
    </message>
    <message>
        <location filename="../../../app/mien/overlays/facs.py"/>
        <source>Lid tightener</source>
        <translation>まぶたを緊張させる</translation>
    </message>
    <message>
        <location filename="../../../app/mien/overlays/facs.py"/>
        <source>Nose wrinkler</source>
        <translation>鼻にしわを寄せる</translation>
    </message>
    <message>
        <location filename="../../../app/mien/overlays/facs.py"/>
        <source>Upper lip raiser</source>
        <translation>上唇を上げる</translation>
    </message>
    <message>
        <location filename="../../../app/mien/overlays/facs.py"/>
        <source>Nasolabial deepener</source>
        <translation>鼻唇溝を深める</translation>
    </message>
    <message>
        <location filename="../../../app/mien/overlays/facs.py"/>
        <source>Lip corner puller</source>
        <translation>唇両端を引き上げる</translation>
    </message>
    <message>
        <location filename="../../../app/mien/overlays/facs.py"/>
        <source>Dimpler</source>
        <translation>えくぼを作る</translation>
    </message>
    <message>
        <location filename="../../../app/mien/overlays/facs.py"/>
        <source>Lip corner depressor</source>
        <translation>唇両端を下げる</translation>
    </message>
    <message>
        <location filename="../../../app/mien/overlays/facs.py"/>
        <source>Lower lip depressor</source>
        <translation>下唇を下げる</translation>
    </message>
    <message>
        <location filename="../../../app/mien/overlays/facs.py"/>
        <source>Chin raiser</source>
        <translation>オトガイを上げる</translation>
    </message>
    <message>
        <location filename="../../../app/mien/overlays/facs.py"/>
        <source>Lip pucker</source>
        <translation>唇をすぼめる</translation>
    </message>
    <message>
        <location filename="../../../app/mien/overlays/facs.py"/>
        <source>Lip stretcher</source>
        <translation>唇両端を横に引く</translation>
    </message>
    <message>
        <location filename="../../../app/mien/overlays/facs.py"/>
        <source>Neck tightener</source>
        <translation>首を緊張させる</translation>
    </message>
    <message>
        <location filename="../../../app/mien/overlays/facs.py"/>
        <source>Lip funneler</source>
        <translation>唇を突き出す</translation>
    </message>
    <message>
        <location filename="../../../app/mien/overlays/facs.py"/>
        <source>Lip tightener</source>
        <translation>唇を固く閉じる</translation>
    </message>
    <message>
        <location filename="../../../app/mien/overlays/facs.py"/>
        <source>Lip pressor</source>
        <translation>唇を押さえつける</translation>
    </message>
    <message>
        <location filename="../../../app/mien/overlays/facs.py"/>
        <source>Lips part</source>
        <translation>唇を開く</translation>
    </message>
    <message>
        <location filename="../../../app/mien/overlays/facs.py"/>
        <source>Jaw drop</source>
        <translation>顎を下げる</translation>
    </message>
    <message>
        <location filename="../../../app/mien/overlays/facs.py"/>
        <source>Mouth stretch</source>
        <translation>口を大きく開く</translation>
    </message>
    <message>
        <location filename="../../../app/mien/overlays/facs.py"/>
        <source>Lip suck</source>
        <translation>唇を吸い込む</translation>
    </message>
    <message>
        <location filename="../../../app/mien/overlays/facs.py"/>
        <source>Eyes closed</source>
        <translation>閉眼</translation>
    </message>
    <message>
        <location filename="../../../app/mien/overlays/facs.py"/>
        <source>Blink</source>
        <translation>まばたき</translation>
    </message>
    <message>
        <location filename="../../../app/mien/overlays/facs.py"/>
        <source>Lifts the inner ends of the brows; the forehead folds in its middle. Frontalis.</source>
        <translation>眉の内端を上げ、額の中央にしわが寄ります。前頭筋。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/overlays/facs.py"/>
        <source>Lifts the outer ends of the brows into an arch. Frontalis, outer part.</source>
        <translation>眉の外端を弓形に上げます。前頭筋の外側部。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/overlays/facs.py"/>
        <source>Pulls the brows down and together; folds stand between them. Corrugator.</source>
        <translation>眉を下げて寄せ、間にしわができます。皺眉筋。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/overlays/facs.py"/>
        <source>Raises the upper lids, so that more white shows. Levator palpebrae.</source>
        <translation>上まぶたを上げ、白目が多く見えます。上眼瞼挙筋。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/overlays/facs.py"/>
        <source>Lifts the cheeks and gathers the skin around the eyes. Orbicularis oculi.</source>
        <translation>頬を上げ、目の周りの皮膚を寄せます。眼輪筋。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/overlays/facs.py"/>
        <source>Tightens the lids and narrows the eyes. Orbicularis oculi, inner part.</source>
        <translation>まぶたを緊張させ、目を細めます。眼輪筋の内側部。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/overlays/facs.py"/>
        <source>Wrinkles the nose along its sides and draws the brows down. Levator labii.</source>
        <translation>鼻の脇にしわを寄せ、眉を下げます。上唇挙筋。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/overlays/facs.py"/>
        <source>Lifts the upper lip in its middle; the folds beside the nose deepen. Levator.</source>
        <translation>上唇の中央を上げ、鼻の脇の溝が深まります。挙筋。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/overlays/facs.py"/>
        <source>Deepens the upper part of the folds beside the nose. Zygomaticus minor.</source>
        <translation>鼻の脇の溝の上部を深めます。小頬骨筋。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/overlays/facs.py"/>
        <source>Pulls the corners of the lips up and back, as in a smile. Zygomaticus major.</source>
        <translation>笑顔のように口角を上後方へ引きます。大頬骨筋。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/overlays/facs.py"/>
        <source>Presses the corners of the lips inward, so that they dimple. Buccinator.</source>
        <translation>口角を内側に押し、えくぼができます。頬筋。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/overlays/facs.py"/>
        <source>Draws the corners of the lips down. Depressor anguli oris.</source>
        <translation>口角を下げます。口角下制筋。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/overlays/facs.py"/>
        <source>Draws the lower lip down and flattens the chin. Depressor labii inferioris.</source>
        <translation>下唇を下げ、あごを平らにします。下唇下制筋。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/overlays/facs.py"/>
        <source>Pushes the chin and the lower lip up; the chin wrinkles. Mentalis.</source>
        <translation>あごと下唇を押し上げ、あごにしわが寄ります。オトガイ筋。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/overlays/facs.py"/>
        <source>Draws the lips together to a small round. Incisivii labii.</source>
        <translation>唇を小さく丸く寄せます。切歯筋。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/overlays/facs.py"/>
        <source>Stretches the lips straight back towards the ears. Risorius.</source>
        <translation>唇を耳の方へまっすぐ引きます。笑筋。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/overlays/facs.py"/>
        <source>Tightens the skin of the neck. Platysma. It has no landmarks to be lit.</source>
        <translation>首の皮膚を緊張させます。広頚筋。示せるランドマークはありません。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/overlays/facs.py"/>
        <source>Pushes the lips out like a funnel. Orbicularis oris.</source>
        <translation>唇を漏斗のように突き出します。口輪筋。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/overlays/facs.py"/>
        <source>Tightens the lips, which become narrower. Orbicularis oris.</source>
        <translation>唇を緊張させ、細くします。口輪筋。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/overlays/facs.py"/>
        <source>Presses the lips together without pushing the chin up. Orbicularis oris.</source>
        <translation>あごを上げずに唇を押し合わせます。口輪筋。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/overlays/facs.py"/>
        <source>Parts the lips, with the teeth together or not.</source>
        <translation>歯を合わせたままかどうかにかかわらず、唇を開きます。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/overlays/facs.py"/>
        <source>Lets the jaw drop as its muscles relax.</source>
        <translation>筋肉が緩み、あごが下がります。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/overlays/facs.py"/>
        <source>Pulls the jaw down, so that the mouth stands wide open. Pterygoids, digastric.</source>
        <translation>あごを引き下げ、口が大きく開きます。翼突筋、顎二腹筋。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/overlays/facs.py"/>
        <source>Sucks the lips into the mouth. Orbicularis oris.</source>
        <translation>唇を口の中に吸い込みます。口輪筋。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/overlays/facs.py"/>
        <source>Closes the eyes for half a second or longer.</source>
        <translation>目を半秒以上閉じます。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/overlays/facs.py"/>
        <source>Closes the eyes and opens them again at once.</source>
        <translation>目を閉じてすぐに開けます。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/overlays/facs.py"/>
        <source>trace</source>
        <translation>痕跡</translation>
    </message>
    <message>
        <location filename="../../../app/mien/overlays/facs.py"/>
        <source>slight</source>
        <translation>わずか</translation>
    </message>
    <message>
        <location filename="../../../app/mien/overlays/facs.py"/>
        <source>marked</source>
        <translation>明らか</translation>
    </message>
    <message>
        <location filename="../../../app/mien/overlays/facs.py"/>
        <source>severe</source>
        <translation>強い</translation>
    </message>
    <message>
        <location filename="../../../app/mien/overlays/facs.py"/>
        <source>maximum</source>
        <translation>最大</translation>
    </message>
    <message>
        <location filename="../../../app/mien/overlays/saliency.py"/>
        <source>low</source>
        <translation>低</translation>
    </message>
    <message>
        <location filename="../../../app/mien/overlays/saliency.py"/>
        <source>high</source>
        <translation>高</translation>
    </message>
    <message>
        <location filename="../../../app/mien/overlays/values.py"/>
        <source>Happiness</source>
        <translation>喜び</translation>
    </message>
    <message>
        <location filename="../../../app/mien/overlays/values.py"/>
        <source>Surprise</source>
        <translation>驚き</translation>
    </message>
    <message>
        <location filename="../../../app/mien/overlays/values.py"/>
        <source>Sadness</source>
        <translation>悲しみ</translation>
    </message>
    <message>
        <location filename="../../../app/mien/overlays/values.py"/>
        <source>Anger</source>
        <translation>怒り</translation>
    </message>
    <message>
        <location filename="../../../app/mien/overlays/values.py"/>
        <source>Disgust</source>
        <translation>嫌悪</translation>
    </message>
    <message>
        <location filename="../../../app/mien/overlays/values.py"/>
        <source>Fear</source>
        <translation>恐れ</translation>
    </message>
    <message>
        <location filename="../../../app/mien/overlays/values.py"/>
        <source>Contempt</source>
        <translation>軽蔑</translation>
    </message>
    <message>
        <location filename="../../../app/mien/record/codecs.py"/>
        <source>This system has no H.264 encoder that works: choose MPEG-4, which every system can write.</source>
        <translation>このシステムには使える H.264 エンコーダーがありません。どのシステムでも書ける MPEG-4 を選んでください。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/record/deletion.py"/>
        <source>{folder} is no session folder: nothing was deleted.</source>
        <translation>{folder} はセッションのフォルダーではありません。何も削除していません。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/record/deletion.py"/>
        <source>{folder} could not be deleted wholly ({reason}): close what uses it and try again.</source>
        <translation>{folder} を完全には削除できませんでした（{reason}）。使っているものを閉じてもう一度お試しください。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/record/deletion.py"/>
        <source>{folder} is no session: nothing was deleted.</source>
        <translation>{folder} はセッションではありません。何も削除していません。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/record/deletion.py"/>
        <source>{folder} holds the folder {name}, which is not Mien's: move it away first.</source>
        <translation>{folder} に Mien のものではないフォルダー {name} があります。先に移動してください。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/record/deletion.py"/>
        <location filename="../../../app/mien/record/recover.py"/>
        <location filename="../../../app/mien/record/session.py"/>
        <source>{name} is being recorded just now: stop the recording first.</source>
        <translation>{name} は録画中です。先に録画を停止してください。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/record/layout.py"/>
        <source>{name} in {folder} is no plain file: take it away to open the rest.</source>
        <translation>{folder} の {name} は通常のファイルではありません。取り除けば残りを開けます。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/record/layout.py"/>
        <source>{name} in {folder} cannot be read ({reason}).</source>
        <translation>{folder} の {name} を読めません（{reason}）。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/record/lines.py"/>
        <source>{file} in {folder} is damaged ({why}): take it from a backup, or keep what is whole before the damage with 'mien recover' on a copy.</source>
        <translation>{folder} の {file} が破損しています（{why}）。バックアップから戻すか、コピーに「mien recover」を実行して破損前の部分を残してください。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/record/manifest.py"/>
        <source>The session's date lies outside the calendar.</source>
        <translation>セッションの日付が暦の範囲外です。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/record/manifest.py"/>
        <source>{folder} is no session: it has no {file}.</source>
        <translation>{folder} はセッションではありません。{file} がありません。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/record/manifest.py"/>
        <source>{name} was recorded by a newer Mien (format {version}, this one reads up to {schema}): update Mien to open it.</source>
        <translation>{name} は新しい Mien で録画されています（形式 {version}、この版が読めるのは {schema} まで）。開くには Mien を更新してください。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/record/manifest.py"/>
        <source>{file} in {folder} is damaged or made by hand: '{place}' cannot be used.</source>
        <translation>{folder} の {file} は破損しているか手作りです。「{place}」は使えません。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/record/manifest.py"/>
        <source>{file} in {folder} is damaged: copy it back from a backup.</source>
        <translation>{folder} の {file} が破損しています。バックアップから戻してください。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/record/manifest.py"/>
        <location filename="../../../app/mien/record/markers.py"/>
        <location filename="../../../app/mien/record/tables.py"/>
        <source>{path} cannot be read ({reason}).</source>
        <translation>{path} を読めません（{reason}）。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/record/markers.py"/>
        <source>{file} in {folder} is too large to be one of Mien's.</source>
        <translation>{folder} の {file} は大きすぎて、Mien のものではありません。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/record/markers.py"/>
        <source>Line {number} of {file} in {folder} is damaged: mend it or take it away.</source>
        <translation>{folder} の {file} の {number} 行目が破損しています。直すか取り除いてください。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/record/markers.py"/>
        <source>The markers in {folder} cannot be saved ({reason}): check that you may write there and that there is room.</source>
        <translation>{folder} のマーカーを保存できません（{reason}）。書き込めるか、空きがあるかを確認してください。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/record/progress.py"/>
        <source>The folder {folder} is gone, or its disk was taken away: the recording ended.</source>
        <translation>フォルダー {folder} がなくなったか、ディスクが外されました。録画は終了しました。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/record/progress.py"/>
        <source>{folder} could no longer be written ({reason}): the recording ended.</source>
        <translation>{folder} に書き込めなくなりました（{reason}）。録画は終了しました。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/record/progress.py"/>
        <source>The recording ended unexpectedly; what came before is kept, and the log says more.</source>
        <translation>録画が予期せず終了しました。それまでの内容は残っています。詳細はログにあります。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/record/progress.py"/>
        <source>The disk of {folder} is full: the recording ended there; make room for the next one.</source>
        <translation>{folder} のディスクがいっぱいです。録画はそこで終了しました。次のために空きを作ってください。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/record/recover.py"/>
        <source>The recording was cut short and recovered.</source>
        <translation>録画は途中で切れ、復元されました。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/record/recover.py"/>
        <source>There is no recording {folder}: check the path.</source>
        <translation>録画 {folder} がありません。パスを確認してください。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/record/recover.py"/>
        <source>{folder} cannot be written ({reason}): copy it to a disk with room where you may write, and recover the copy.</source>
        <translation>{folder} に書き込めません（{reason}）。空きがあり書き込めるディスクにコピーし、そのコピーを復元してください。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/record/recover.py"/>
        <source>No picture of {name} had reached the disk.</source>
        <translation>{name} の画像はまだディスクに届いていませんでした。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/record/recover.py"/>
        <source>{folder} cannot be renamed ({reason}): its files are whole, rename it by hand.</source>
        <translation>{folder} の名前を変えられません（{reason}）。ファイルは無事です。手動で変更してください。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/record/resume.py"/>
        <source>{name} is being written just now: wait for it, or stop it first.</source>
        <translation>{name} は書き込み中です。待つか、先に停止してください。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/record/resume.py"/>
        <source>{folder} cannot be written ({reason}).</source>
        <translation>{folder} に書き込めません（{reason}）。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/record/resume.py"/>
        <source>{folder} has no {file}: delete it to begin anew.</source>
        <translation>{folder} に {file} がありません。削除してやり直してください。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/record/session.py"/>
        <source>There is no session folder {folder}: check the path.</source>
        <translation>セッションのフォルダー {folder} がありません。パスを確認してください。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/record/session.py"/>
        <source>The recording of {name} was cut short: run 'mien recover "{folder}"' first.</source>
        <translation>{name} の録画は途中で切れています。先に mien recover "{folder}" を実行してください。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/record/tables.py"/>
        <source>{folder} has no {file}: it is no whole session.</source>
        <translation>{folder} に {file} がありません。完全なセッションではありません。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/record/writing.py"/>
        <source>{folder} cannot be written ({reason}): choose another folder for the recording, or make room there.</source>
        <translation>{folder} に書き込めません（{reason}）。録画に別のフォルダーを選ぶか、空きを作ってください。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/settings.py"/>
        <source>Theme</source>
        <translation>テーマ</translation>
    </message>
    <message>
        <location filename="../../../app/mien/settings.py"/>
        <source>Dark or light, or as the desktop has it.</source>
        <translation>ダーク、ライト、またはデスクトップに合わせます。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/settings.py"/>
        <source>As the system</source>
        <translation>システムに合わせる</translation>
    </message>
    <message>
        <location filename="../../../app/mien/settings.py"/>
        <source>Light</source>
        <translation>ライト</translation>
    </message>
    <message>
        <location filename="../../../app/mien/settings.py"/>
        <source>Dark</source>
        <translation>ダーク</translation>
    </message>
    <message>
        <location filename="../../../app/mien/settings.py"/>
        <source>Language</source>
        <translation>言語</translation>
    </message>
    <message>
        <location filename="../../../app/mien/settings.py"/>
        <source>All words of the window; recordings and exports are always in English.</source>
        <translation>ウィンドウのすべての言葉。録画と書き出しは常に英語です。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/settings.py"/>
        <source>Size of text</source>
        <translation>文字の大きさ</translation>
    </message>
    <message>
        <location filename="../../../app/mien/settings.py"/>
        <source>All words and figures of the window, and those on the picture.</source>
        <translation>ウィンドウと映像上のすべての文字と数字。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/settings.py"/>
        <source>The values of one face beside the picture.</source>
        <translation>映像の横に1つの顔の値を表示します。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/settings.py"/>
        <source>Saliency map</source>
        <translation>顕著性マップ</translation>
    </message>
    <message>
        <location filename="../../../app/mien/settings.py"/>
        <source>Where people would look, which guides the network. Takes the evidence's place.</source>
        <translation>人が見る場所で、ネットワークを導きます。根拠マップと入れ替わります。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/settings.py"/>
        <source>Evidence map</source>
        <translation>根拠マップ</translation>
    </message>
    <message>
        <location filename="../../../app/mien/settings.py"/>
        <source>Which places speak for a value, in yellow, and which against it, in blue: two colours that every kind of colour vision tells apart. Takes the saliency's place.</source>
        <translation>値を支持する場所を黄色、反対する場所を青で示します。どの色覚でも区別できる2色です。顕著性マップと入れ替わります。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/settings.py"/>
        <source>Opacity of the maps</source>
        <translation>マップの不透明度</translation>
    </message>
    <message>
        <location filename="../../../app/mien/settings.py"/>
        <source>All three grow evenly lighter and can be read with every kind of colour vision; Cividis looks almost the same to all.</source>
        <translation>3つとも均等に明るくなり、どの色覚でも読めます。Cividis は誰にもほぼ同じに見えます。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/settings.py"/>
        <source>A box around each face, with its number.</source>
        <translation>各顔を囲む枠と番号。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/settings.py"/>
        <source>Face oval, eyes, irises, brows, nose and lips.</source>
        <translation>顔の輪郭、目、虹彩、眉、鼻、唇。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/settings.py"/>
        <source>What each face looks like most.</source>
        <translation>各顔が最もそう見えるもの。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/settings.py"/>
        <source>Smile intensity beside each face, 0 to 5.</source>
        <translation>各顔の横に笑顔の強さ、0〜5。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/settings.py"/>
        <source>The strongest three beside the main face.</source>
        <translation>主な顔の横に最も強い3つ。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/settings.py"/>
        <source>All faces but the main one are covered in grey, and nothing is drawn of them.</source>
        <translation>主な顔以外は灰色で覆い、何も描きません。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/settings.py"/>
        <source>The main face enlarged, with the map over it.</source>
        <translation>主な顔を拡大し、マップを重ねます。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/settings.py"/>
        <source>The last 30 seconds of the values that are ticked in the side panel.</source>
        <translation>サイドパネルで選んだ値の直近 30 秒。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/settings.py"/>
        <source>Mirror cameras</source>
        <translation>カメラを左右反転</translation>
    </message>
    <message>
        <location filename="../../../app/mien/settings.py"/>
        <source>Show a camera's picture as in a mirror.</source>
        <translation>カメラの映像を鏡のように表示します。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/settings.py"/>
        <source>Mirror other sources</source>
        <translation>ほかのソースを左右反転</translation>
    </message>
    <message>
        <location filename="../../../app/mien/settings.py"/>
        <source>Files, streams and the demo.</source>
        <translation>ファイル、ストリーム、デモ。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/settings.py"/>
        <source>Faces at most</source>
        <translation>顔の最大数</translation>
    </message>
    <message>
        <location filename="../../../app/mien/settings.py"/>
        <source>How many faces of a picture are read; fewer are faster.</source>
        <translation>1枚の画像で読む顔の数。少ないほど速くなります。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/settings.py"/>
        <source>Calm values</source>
        <translation>なめらかな値</translation>
    </message>
    <message>
        <location filename="../../../app/mien/settings.py"/>
        <source>Shown values are smoothed: a slow change comes 160 ms later, a quick smile 45 ms. Recordings, exports and other programs always get the raw values.</source>
        <translation>表示値は平滑化されます。ゆっくりした変化は 160 ミリ秒、素早い笑顔は 45 ミリ秒遅れます。録画、書き出し、ほかのプログラムには常に生の値が渡ります。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/settings.py"/>
        <source>A network of your own</source>
        <translation>自分のネットワーク</translation>
    </message>
    <message>
        <location filename="../../../app/mien/settings.py"/>
        <source>An ONNX file with its card, in it or beside it, instead of the one that comes with Mien. 'mien network FILE' checks one.</source>
        <translation>カードを内蔵または隣に置いた ONNX ファイル。Mien 付属のネットワークの代わりに使います。「mien network FILE」で検査できます。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/settings.py"/>
        <source>The network runs on</source>
        <translation>ネットワークの実行先</translation>
    </message>
    <message>
        <location filename="../../../app/mien/settings.py"/>
        <source>Changes at once; the diagnostics page (F12) says why one cannot be used.</source>
        <translation>すぐに切り替わります。使えない理由は診断ページ（F12）にあります。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/settings.py"/>
        <source>What is kept</source>
        <translation>保存するもの</translation>
    </message>
    <message>
        <location filename="../../../app/mien/settings.py"/>
        <source>Values, places and landmarks of the faces are always kept.</source>
        <translation>顔の値、位置、ランドマークは常に保存されます。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/settings.py"/>
        <source>Clean video</source>
        <translation>元の動画</translation>
    </message>
    <message>
        <location filename="../../../app/mien/settings.py"/>
        <source>Annotated video</source>
        <translation>注釈付き動画</translation>
    </message>
    <message>
        <location filename="../../../app/mien/settings.py"/>
        <source>Clean and annotated video</source>
        <translation>元の動画と注釈付き動画</translation>
    </message>
    <message>
        <location filename="../../../app/mien/settings.py"/>
        <source>Numbers only, no picture</source>
        <translation>数値のみ、画像なし</translation>
    </message>
    <message>
        <location filename="../../../app/mien/settings.py"/>
        <source>Every face that is found is made unrecognisable in the pictures that are kept; one that is never found is not.</source>
        <translation>保存する画像では、見つかった顔はすべて判別できなくなります。見つからなかった顔はそのままです。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/settings.py"/>
        <source>Coding of videos</source>
        <translation>動画の符号化</translation>
    </message>
    <message>
        <location filename="../../../app/mien/settings.py"/>
        <source>MPEG-4 can be written on every system. H.264 files are smaller and more players show them, where this system has an encoder for it.</source>
        <translation>MPEG-4 はどのシステムでも書けます。H.264 は小さく、多くのプレーヤーで再生できます（このシステムにエンコーダーがある場合）。</translation>
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
        <translation>カウントダウン</translation>
    </message>
    <message>
        <location filename="../../../app/mien/settings.py"/>
        <source>Before a recording begins.</source>
        <translation>録画が始まる前に数えます。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/settings.py"/>
        <source>s</source>
        <translation>秒</translation>
    </message>
    <message>
        <location filename="../../../app/mien/settings.py"/>
        <source>Folder of recordings</source>
        <translation>録画のフォルダー</translation>
    </message>
    <message>
        <location filename="../../../app/mien/settings.py"/>
        <source>Where sessions go; the usual place where none is chosen.</source>
        <translation>セッションの保存先。選ばなければ通常の場所です。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/settings.py"/>
        <source>Lab Streaming Layer</source>
        <translation>Lab Streaming Layer</translation>
    </message>
    <message>
        <location filename="../../../app/mien/settings.py"/>
        <source>The main face's values as a stream, and the markers as another.</source>
        <translation>主な顔の値を1つのストリームに、マーカーを別のストリームに。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/settings.py"/>
        <source>Where the streams are announced</source>
        <translation>ストリームを知らせる範囲</translation>
    </message>
    <message>
        <location filename="../../../app/mien/settings.py"/>
        <source>Another choice holds from the next start on.</source>
        <translation>変更は次の起動から有効です。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/settings.py"/>
        <source>This computer</source>
        <translation>このコンピューター</translation>
    </message>
    <message>
        <location filename="../../../app/mien/settings.py"/>
        <source>The local network</source>
        <translation>ローカルネットワーク</translation>
    </message>
    <message>
        <location filename="../../../app/mien/settings.py"/>
        <source>Markers of other programs</source>
        <translation>ほかのプログラムのマーカー</translation>
    </message>
    <message>
        <location filename="../../../app/mien/settings.py"/>
        <source>Markers that come in by Lab Streaming Layer go into the recording.</source>
        <translation>Lab Streaming Layer で届くマーカーは録画に入ります。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/settings.py"/>
        <source>Name of the marker stream</source>
        <translation>マーカーストリームの名前</translation>
    </message>
    <message>
        <location filename="../../../app/mien/settings.py"/>
        <source>Empty for the first one that is found.</source>
        <translation>空なら最初に見つかったもの。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/settings.py"/>
        <source>OSC</source>
        <translation>OSC</translation>
    </message>
    <message>
        <location filename="../../../app/mien/settings.py"/>
        <source>For programs of music and light, over UDP.</source>
        <translation>音楽や照明のプログラム用、UDP 経由。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/settings.py"/>
        <source>OSC: to this host</source>
        <translation>OSC：送信先ホスト</translation>
    </message>
    <message>
        <location filename="../../../app/mien/settings.py"/>
        <source>127.0.0.1 is this computer.</source>
        <translation>127.0.0.1 はこのコンピューターです。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/settings.py"/>
        <source>OSC: to this port</source>
        <translation>OSC：送信先ポート</translation>
    </message>
    <message>
        <location filename="../../../app/mien/settings.py"/>
        <source>1 to 65535.</source>
        <translation>1〜65535。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/settings.py"/>
        <source>WebSocket</source>
        <translation>WebSocket</translation>
    </message>
    <message>
        <location filename="../../../app/mien/settings.py"/>
        <source>Lines of JSON for receivers that know the token; mien stream --schema describes them.</source>
        <translation>トークンを知る受信側に JSON の行を送ります。内容は mien stream --schema にあります。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/settings.py"/>
        <source>WebSocket: heard at this address</source>
        <translation>WebSocket：待ち受けアドレス</translation>
    </message>
    <message>
        <location filename="../../../app/mien/settings.py"/>
        <source>127.0.0.1 lets only this computer in, 0.0.0.0 others too.</source>
        <translation>127.0.0.1 はこのコンピューターだけ、0.0.0.0 はほかも許可します。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/settings.py"/>
        <source>WebSocket: at this port</source>
        <translation>WebSocket：待ち受けポート</translation>
    </message>
    <message>
        <location filename="../../../app/mien/settings.py"/>
        <source>Virtual camera</source>
        <translation>仮想カメラ</translation>
    </message>
    <message>
        <location filename="../../../app/mien/settings.py"/>
        <source>The picture with its overlays, as a camera that other programs can choose.</source>
        <translation>オーバーレイ付きの映像を、ほかのプログラムが選べるカメラとして出します。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/settings_file.py"/>
        <source>{name} could not be written ({reason}). Choose another place.</source>
        <translation>{name} に書き込めませんでした（{reason}）。別の場所を選んでください。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/settings_file.py"/>
        <source>{name} could not be read ({reason}).</source>
        <translation>{name} を読めませんでした（{reason}）。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/settings_file.py"/>
        <source>{name} holds no settings of Mien. Choose a file that was exported there. Nothing was changed.</source>
        <translation>{name} に Mien の設定がありません。Mien から書き出したファイルを選んでください。何も変更していません。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/settings_file.py"/>
        <source>{name} was not imported, as “{title}” cannot be {value}. Nothing was changed.</source>
        <translation>「{title}」を {value} にはできないため、{name} を読み込みませんでした。何も変更していません。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/settings_file.py"/>
        <source>The settings could not be read ({reason}): defaults are used.</source>
        <translation>設定を読めませんでした（{reason}）。初期値を使います。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/settings_file.py"/>
        <source>The settings file is broken and could not be set aside: defaults are used.</source>
        <translation>設定ファイルが壊れており、脇に移せませんでした。初期値を使います。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/settings_file.py"/>
        <source>The settings file was broken: defaults are used, the old file is kept as {name}.</source>
        <translation>設定ファイルが壊れていました。初期値を使い、古いファイルは {name} として残しました。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/settings_file.py"/>
        <source>The environment variable {variable} cannot be '{value}': change it or take it away.</source>
        <translation>環境変数 {variable} を「{value}」にはできません。変更するか取り除いてください。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/sources/choosing.py"/>
        <source>The system does not answer when asked for its cameras: unplug the camera, plug it in again and retry.</source>
        <translation>カメラの問い合わせにシステムが応答しません。カメラを抜き、挿し直して再試行してください。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/sources/choosing.py"/>
        <source>There is no camera '{wanted}': choose one of {there}.</source>
        <translation>カメラ「{wanted}」はありません。{there} から選んでください。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/sources/folder.py"/>
        <source>The folder {folder} cannot be listed: check that you may read it.</source>
        <translation>フォルダー {folder} の一覧を取得できません。読み取れるか確認してください。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/sources/folder.py"/>
        <source>The folder {folder} holds no image: choose one with images, or a video file.</source>
        <translation>フォルダー {folder} に画像がありません。画像のあるものか動画を選んでください。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/sources/folder.py"/>
        <source>None of the {count} images in {name} can be read. {problem}</source>
        <translation>{name} の画像 {count} 枚はどれも読めません。{problem}</translation>
    </message>
    <message>
        <location filename="../../../app/mien/sources/folder.py"/>
        <location filename="../../../app/mien/sources/opening.py"/>
        <source>{path} may not be read: ask for the right to read it.</source>
        <translation>{path} を読む権限がありません。読み取りの許可を得てください。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/sources/folder.py"/>
        <source>{path} cannot be read from the disk: {reason}.</source>
        <translation>{path} をディスクから読めません：{reason}。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/sources/images.py"/>
        <source>{name} is empty (0 bytes): choose another image.</source>
        <translation>{name} は空です（0 バイト）。別の画像を選んでください。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/sources/images.py"/>
        <source>{name} is not an image that Mien can read: use JPEG, PNG or WebP.</source>
        <translation>{name} は Mien が読める画像ではありません。JPEG、PNG、WebP を使ってください。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/sources/images.py"/>
        <source>{name} is a HEIC photo, which Mien cannot read: save it as JPEG.</source>
        <translation>{name} は Mien が読めない HEIC 写真です。JPEG で保存してください。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/sources/images.py"/>
        <source>{name} is damaged or cut short: copy it again or choose another image.</source>
        <translation>{name} は破損しているか途中で切れています。コピーし直すか、別の画像を選んでください。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/sources/images.py"/>
        <source>{name} has {width} x {height} pixels, over {limit} million: scale it down first.</source>
        <translation>{name} は {width} x {height} ピクセルで、{limit} 百万を超えます。先に縮小してください。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/sources/libav.py"/>
        <source>{name} holds only sound: choose something with a picture.</source>
        <translation>{name} は音声だけです。映像のあるものを選んでください。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/sources/libav.py"/>
        <source>{name} holds no video: choose something with a picture.</source>
        <translation>{name} に動画がありません。映像のあるものを選んでください。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/sources/libav.py"/>
        <source>{name} is coded in a way that Mien cannot read: convert it to H.264.</source>
        <translation>{name} は Mien が読めない方式で符号化されています。H.264 に変換してください。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/sources/opening.py"/>
        <source>No source is named: give 'demo', 'camera', an address or a file.</source>
        <translation>ソースが指定されていません。「demo」、「camera」、アドレス、ファイルのいずれかを指定してください。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/sources/opening.py"/>
        <source>Addresses that begin with '{scheme}://' cannot be opened: use http, https or rtsp.</source>
        <translation>「{scheme}://」で始まるアドレスは開けません。http、https、rtsp を使ってください。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/sources/opening.py"/>
        <source>There is no file or folder {path}: check the path.</source>
        <translation>ファイルやフォルダー {path} がありません。パスを確認してください。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/sources/opening.py"/>
        <source>{path} is neither a file nor a folder: choose a video or an image.</source>
        <translation>{path} はファイルでもフォルダーでもありません。動画か画像を選んでください。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/sources/refusals.py"/>
        <source>The camera {name} is in use by {programs}: close that program and try again.</source>
        <translation>カメラ {name} は {programs} が使用中です。そのプログラムを閉じて再試行してください。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/sources/refusals.py"/>
        <source>The camera {name} is in use by another program: close that program and try again.</source>
        <translation>カメラ {name} は別のプログラムが使用中です。閉じて再試行してください。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/sources/refusals.py"/>
        <source>The camera {name} gives no picture: it is probably in use by another program; close that program and try again.</source>
        <translation>カメラ {name} から映像が来ません。別のプログラムが使っているようです。閉じて再試行してください。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/sources/refusals.py"/>
        <source>There is no camera at {path}: plug it in, or choose another one.</source>
        <translation>{path} にカメラがありません。接続するか、別のカメラを選んでください。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/sources/refusals.py"/>
        <source>The camera {name} was unplugged: plug it in again.</source>
        <translation>カメラ {name} が抜かれました。挿し直してください。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/sources/refusals.py"/>
        <source>The camera {name} gives no more pictures: check its cable, then plug it in again.</source>
        <translation>カメラ {name} から画像が来ません。ケーブルを確認し、挿し直してください。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/sources/refusals.py"/>
        <source>The camera {name} cannot be opened: allow it in System Settings, Privacy &amp; Security, Camera, for the program that started Mien, and close other programs that use it.</source>
        <translation>カメラ {name} を開けません。「システム設定」の「プライバシーとセキュリティ」→「カメラ」で、Mien を起動したプログラムに許可し、ほかに使っているプログラムを閉じてください。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/sources/refusals.py"/>
        <source>The camera {name} cannot be opened: allow it in Settings, Privacy &amp; security, Camera, 'Let desktop apps access your camera', and close other programs that use it.</source>
        <translation>カメラ {name} を開けません。「設定」の「プライバシーとセキュリティ」→「カメラ」で「デスクトップ アプリがカメラにアクセスできるようにする」を許可し、ほかに使っているプログラムを閉じてください。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/sources/refusals.py"/>
        <source>The camera {name} is kept from this Flatpak: run flatpak override --user --device=all {app} and start Mien again.</source>
        <translation>この Flatpak はカメラ {name} を使えません。flatpak override --user --device=all {app} を実行し、Mien を起動し直してください。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/sources/refusals.py"/>
        <source>The camera {name} is kept from this snap: run sudo snap connect {app}:camera and start Mien again.</source>
        <translation>この snap はカメラ {name} を使えません。sudo snap connect {app}:camera を実行し、Mien を起動し直してください。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/sources/refusals.py"/>
        <source>The camera {name} is kept from this container: start it with --device {path}.</source>
        <translation>このコンテナーはカメラ {name} を使えません。--device {path} を付けて起動してください。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/sources/refusals.py"/>
        <source>You may not use the camera {name}: join the group '{group}' (sudo usermod -aG {group} $USER) and log in again.</source>
        <translation>カメラ {name} を使う権限がありません。グループ「{group}」に加わり（sudo usermod -aG {group} $USER）、ログインし直してください。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/sources/stream.py"/>
        <source>The stream {name} broke off: check the network and its sender.</source>
        <translation>ストリーム {name} が途切れました。ネットワークと送信側を確認してください。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/sources/stream.py"/>
        <source>{name} is a file, not a live stream: download it and open the file.</source>
        <translation>{name} はファイルで、ライブストリームではありません。ダウンロードして開いてください。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/sources/stream.py"/>
        <source>{name} asks for a name and password: write them as http://name:password@host.</source>
        <translation>{name} は名前とパスワードを求めています。http://name:password@host のように書いてください。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/sources/stream.py"/>
        <source>There is nothing at {name}: check the address.</source>
        <translation>{name} には何もありません。アドレスを確認してください。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/sources/stream.py"/>
        <source>{name} refuses the connection: check that the stream is running.</source>
        <translation>{name} が接続を拒否しました。ストリームが動いているか確認してください。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/sources/stream.py"/>
        <source>{name} did not answer within {timeout_s:g} s: check the address and the network.</source>
        <translation>{name} が {timeout_s:g} 秒以内に応答しませんでした。アドレスとネットワークを確認してください。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/sources/stream.py"/>
        <source>{name} is not a video stream: check the address.</source>
        <translation>{name} は動画のストリームではありません。アドレスを確認してください。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/sources/stream.py"/>
        <source>{name} cannot be reached: check the address and the network.</source>
        <translation>{name} に接続できません。アドレスとネットワークを確認してください。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/sources/video.py"/>
        <source>{name} has no frame that can be decoded: it is damaged or cut short.</source>
        <translation>{name} に復号できるフレームがありません。破損しているか途中で切れています。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/sources/video.py"/>
        <source>{name} ends {left_s:.1f} s before its stated end: it was cut short.</source>
        <translation>{name} は記された終わりより {left_s:.1f} 秒早く終わります。途中で切れています。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/sources/video.py"/>
        <source>{name} is damaged: some of its frames were left out.</source>
        <translation>{name} は破損しています。一部のフレームを省きました。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/sources/video.py"/>
        <source>{name} is empty (0 bytes): choose another video.</source>
        <translation>{name} は空です（0 バイト）。別の動画を選んでください。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/sources/video.py"/>
        <source>There is no file {name}: check the path.</source>
        <translation>ファイル {name} がありません。パスを確認してください。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/sources/video.py"/>
        <source>{name} may not be read: ask for the right to read it.</source>
        <translation>{name} を読む権限がありません。読み取りの許可を得てください。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/sources/video.py"/>
        <source>{name} is not a video that can be read, or it is damaged: try MP4, MKV or WebM.</source>
        <translation>{name} は読める動画ではないか、破損しています。MP4、MKV、WebM をお試しください。</translation>
    </message>
</context>
</TS>
