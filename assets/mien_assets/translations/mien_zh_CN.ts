<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN" sourcelanguage="en">
<context>
    <name>mien</name>
    <message>
        <location filename="../../../app/mien/declared.py"/>
        <source>Look</source>
        <translation>外观</translation>
    </message>
    <message>
        <location filename="../../../app/mien/declared.py"/>
        <source>Overlays</source>
        <translation>叠加层</translation>
    </message>
    <message>
        <location filename="../../../app/mien/declared.py"/>
        <source>Sources</source>
        <translation>来源</translation>
    </message>
    <message>
        <location filename="../../../app/mien/declared.py"/>
        <source>Faces and values</source>
        <translation>人脸与数值</translation>
    </message>
    <message>
        <location filename="../../../app/mien/declared.py"/>
        <location filename="../../../app/mien/gui/recording/bar.py"/>
        <source>Recording</source>
        <translation>录制</translation>
    </message>
    <message>
        <location filename="../../../app/mien/declared.py"/>
        <source>Other programs</source>
        <translation>其他程序</translation>
    </message>
    <message>
        <location filename="../../../app/mien/declared.py"/>
        <location filename="../../../app/mien/gui/toolbar.py"/>
        <source>More</source>
        <translation>更多</translation>
    </message>
    <message>
        <location filename="../../../app/mien/engine/analyser.py"/>
        <source>Loading the network</source>
        <translation>正在加载网络</translation>
    </message>
    <message>
        <location filename="../../../app/mien/engine/analyser.py"/>
        <source>Fetching the face model: {share:.0%}</source>
        <translation>正在获取人脸模型：{share:.0%}</translation>
    </message>
    <message>
        <location filename="../../../app/mien/engine/analysing.py"/>
        <source>The network that comes with Mien reads instead.</source>
        <translation>改由 Mien 自带的网络读取。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/engine/analysing.py"/>
        <source>From here on its values are missing in the recording.</source>
        <translation>从此处起，录制中缺少它的数值。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/engine/analysing.py"/>
        <source>The analysis failed unexpectedly; the log says more.</source>
        <translation>分析意外失败；详情见日志。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/engine/engine.py"/>
        <source>Opening the source</source>
        <translation>正在打开来源</translation>
    </message>
    <message>
        <location filename="../../../app/mien/engine/engine.py"/>
        <location filename="../../../app/mien/gui/recording/desk.py"/>
        <source>Nothing runs that could be recorded: open a source first.</source>
        <translation>没有可录制的内容：请先打开一个来源。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/engine/engine.py"/>
        <source>A recording is under way: stop it before the next one.</source>
        <translation>正在录制：请先停止，再开始下一次。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/engine/reader.py"/>
        <source>The source failed unexpectedly; the log says more.</source>
        <translation>来源意外失败；详情见日志。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/engine/speed.py"/>
        <source>The analysis has become slow: {rate:.0f} of {captured:.0f} frames a second, where {usual:.0f} are usual. Another program may keep the processor busy; F12 shows where the time goes.</source>
        <translation>分析变慢：每秒 {captured:.0f} 帧中只分析了 {rate:.0f} 帧，通常为 {usual:.0f} 帧。可能有其他程序占用处理器；按 F12 查看时间用在何处。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/engine/supervisor.py"/>
        <source>The source gives no more pictures.</source>
        <translation>来源不再提供图像。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/exports/bids.py"/>
        <source>{path} is where the table's description goes: name it .tsv.</source>
        <translation>{path} 是表格说明文件的位置：请将表格命名为 .tsv。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/exports/bids.py"/>
        <source>{file} is in the place of the table's description, and is none: choose another name, or move it.</source>
        <translation>{file} 占用了表格说明的位置，但并不是说明：请换一个名称，或将其移走。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/exports/formats.py"/>
        <source>Table, CSV: one row a face a frame</source>
        <translation>表格，CSV：每帧每张人脸一行</translation>
    </message>
    <message>
        <location filename="../../../app/mien/exports/formats.py"/>
        <source>Table, Parquet: the same, typed</source>
        <translation>表格，Parquet：内容相同，带类型</translation>
    </message>
    <message>
        <location filename="../../../app/mien/exports/formats.py"/>
        <source>OpenFace's CSV</source>
        <translation>OpenFace 的 CSV</translation>
    </message>
    <message>
        <location filename="../../../app/mien/exports/formats.py"/>
        <source>Py-Feat's Fex CSV</source>
        <translation>Py-Feat 的 Fex CSV</translation>
    </message>
    <message>
        <location filename="../../../app/mien/exports/formats.py"/>
        <source>ELAN: markers and expressions</source>
        <translation>ELAN：标记与表情</translation>
    </message>
    <message>
        <location filename="../../../app/mien/exports/formats.py"/>
        <source>WebVTT subtitles: markers and expressions</source>
        <translation>WebVTT 字幕：标记与表情</translation>
    </message>
    <message>
        <location filename="../../../app/mien/exports/formats.py"/>
        <source>BIDS events with their JSON: markers and gaps</source>
        <translation>BIDS 事件及其 JSON：标记与间断</translation>
    </message>
    <message>
        <location filename="../../../app/mien/exports/formats.py"/>
        <source>Annotated video, MP4</source>
        <translation>带标注的视频，MP4</translation>
    </message>
    <message>
        <location filename="../../../app/mien/exports/formats.py"/>
        <source>Report, one HTML page</source>
        <translation>报告，单个 HTML 页面</translation>
    </message>
    <message>
        <location filename="../../../app/mien/exports/mp4.py"/>
        <source>{session} kept no video, only numbers: it cannot be handed on as MP4.</source>
        <translation>{session} 未保存视频，只有数值：无法导出为 MP4。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/exports/mp4.py"/>
        <source>The video could not be encoded ({reason}).</source>
        <translation>视频无法编码（{reason}）。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/exports/mp4.py"/>
        <source>{source} is damaged: only {count} of its {wanted} pictures can be read.</source>
        <translation>{source} 已损坏：{wanted} 幅图像中只有 {count} 幅可读。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/exports/place.py"/>
        <source>{path} is a folder: name a file in it.</source>
        <translation>{path} 是文件夹：请指定其中的文件。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/exports/place.py"/>
        <source>There is no folder {folder}: make it first, or choose another.</source>
        <translation>没有文件夹 {folder}：请先创建，或选择其他文件夹。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/exports/place.py"/>
        <source>{path} lies in the session's own folder, where nothing may be changed: choose another place.</source>
        <translation>{path} 位于会话自身的文件夹中，那里不允许更改：请选择其他位置。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/exports/place.py"/>
        <source>{path} cannot be written ({reason}): choose another place, close it where it is open, or make room there.</source>
        <translation>无法写入 {path}（{reason}）：请选择其他位置、关闭正在打开它的程序，或腾出空间。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/faces/detector.py"/>
        <source>MediaPipe could not start its face detector ({reason}). Run 'mien doctor'.</source>
        <translation>MediaPipe 无法启动人脸检测器（{reason}）。请运行“mien doctor”。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/faces/label.py"/>
        <source>Orange</source>
        <translation>橙色</translation>
    </message>
    <message>
        <location filename="../../../app/mien/faces/label.py"/>
        <source>Sky blue</source>
        <translation>天蓝</translation>
    </message>
    <message>
        <location filename="../../../app/mien/faces/label.py"/>
        <source>Green</source>
        <translation>绿色</translation>
    </message>
    <message>
        <location filename="../../../app/mien/faces/label.py"/>
        <source>Yellow</source>
        <translation>黄色</translation>
    </message>
    <message>
        <location filename="../../../app/mien/faces/label.py"/>
        <source>Vermilion</source>
        <translation>朱红</translation>
    </message>
    <message>
        <location filename="../../../app/mien/faces/label.py"/>
        <source>Purple</source>
        <translation>紫色</translation>
    </message>
    <message>
        <location filename="../../../app/mien/faces/label.py"/>
        <source>Face {number}</source>
        <translation>人脸 {number}</translation>
    </message>
    <message>
        <location filename="../../../app/mien/faces/landmarker.py"/>
        <location filename="../../../app/mien/faces/mesher.py"/>
        <source>MediaPipe could not start its face model ({reason}). Run 'mien doctor'.</source>
        <translation>MediaPipe 无法启动人脸模型（{reason}）。请运行“mien doctor”。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/faces/model_file.py"/>
        <source>{path} is not the file that Mien needs (its SHA-256 is not {sha256}): copy it again, or unset {folder_variable} so that Mien fetches it.</source>
        <translation>{path} 不是 Mien 需要的文件（其 SHA-256 不是 {sha256}）：请重新复制，或取消设置 {folder_variable}，由 Mien 自行获取。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/faces/model_file.py"/>
        <source>The face model cannot be kept in {parent} ({reason}): make that folder writable, or put {file_name} into another one and name it in {folder_variable}.</source>
        <translation>人脸模型无法保存到 {parent}（{reason}）：请使该文件夹可写，或将 {file_name} 放入其他文件夹并在 {folder_variable} 中指明。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/faces/model_file.py"/>
        <source>The face model could not be fetched: connect to the internet and try again, or put {file_name} into a folder and name that folder in {folder_variable} ({failures}).</source>
        <translation>无法获取人脸模型：请连接互联网后重试，或将 {file_name} 放入某个文件夹并在 {folder_variable} 中指明（{failures}）。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/faces/vision.py"/>
        <source>MediaPipe cannot be loaded, as a shared library of this system is missing: 'mien doctor' names it.</source>
        <translation>无法加载 MediaPipe，因为此系统缺少一个共享库：“mien doctor”会指出是哪一个。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/about.py"/>
        <source>Every value is what a trained network estimates from one picture of a face: how much it looks like an expression, how probable a muscle movement is, how strong a smile is. It is not what someone feels, and must not decide about a person.</source>
        <translation>每个数值都是训练好的网络根据一幅人脸图像作出的估计：看起来多像某种表情、某个肌肉动作有多可能、微笑有多强。它不是人的感受，也不得用来对人作出决定。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/about.py"/>
        <location filename="../../../app/mien/gui/actions.py"/>
        <source>About Mien</source>
        <translation>关于 Mien</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/about.py"/>
        <source>Version {version}</source>
        <translation>版本 {version}</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/about.py"/>
        <source>About the network</source>
        <translation>关于网络</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/about.py"/>
        <location filename="../../../app/mien/gui/actions.py"/>
        <source>What this can and cannot know</source>
        <translation>它能知道什么、不能知道什么</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/about.py"/>
        <source>Pages about Mien</source>
        <translation>关于 Mien 的页面</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/about.py"/>
        <source>The network</source>
        <translation>网络</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/about.py"/>
        <location filename="../../../app/mien/gui/third_parties.py"/>
        <source>Third parties</source>
        <translation>第三方组件</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/about.py"/>
        <location filename="../../../app/mien/gui/diagnostics/dialog.py"/>
        <location filename="../../../app/mien/gui/guide/dialog.py"/>
        <location filename="../../../app/mien/gui/preferences/dialog.py"/>
        <location filename="../../../app/mien/gui/report_dialog.py"/>
        <location filename="../../../app/mien/gui/sending/dialog.py"/>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/about.py"/>
        <location filename="../../../app/mien/gui/diagnostics/dialog.py"/>
        <location filename="../../../app/mien/gui/guide/dialog.py"/>
        <source>Close (Esc)</source>
        <translation>关闭 (Esc)</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/about.py"/>
        <source>The whole model card</source>
        <translation>完整模型卡</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/about.py"/>
        <location filename="../../../app/mien/gui/actions.py"/>
        <source>Open the folder with the log and the reports of errors</source>
        <translation>打开日志和错误报告所在的文件夹</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/about.py"/>
        <location filename="../../../app/mien/gui/actions.py"/>
        <source>Show log folder</source>
        <translation>显示日志文件夹</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/about.py"/>
        <source>No network is loaded yet; its card stands here once it is.</source>
        <translation>尚未加载网络；加载后其模型卡将显示在此处。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/about.py"/>
        <source>{network}, version {version}</source>
        <translation>{network}，版本 {version}</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/about.py"/>
        <source>After: {paper}</source>
        <translation>依据：{paper}</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/about.py"/>
        <source>What it cannot do</source>
        <translation>它做不到什么</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/about.py"/>
        <source>Measured on test data</source>
        <translation>在测试数据上测得</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/about.py"/>
        <source>Its card tells no figure that was measured.</source>
        <translation>其模型卡没有给出测量数据。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/about.py"/>
        <source>Trained on</source>
        <translation>训练数据</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/about.py"/>
        <source>What it reads</source>
        <translation>它读取什么</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/about.py"/>
        <source>Licence</source>
        <translation>许可</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/about.py"/>
        <source>Looks like: {names}</source>
        <translation>看起来像：{names}</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/about.py"/>
        <source>Action Units: {names}</source>
        <translation>动作单元：{names}</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/about.py"/>
        <source>Smile: 0 to 5, with the letters A to E of FACS for 1 to 5</source>
        <translation>微笑：0 至 5，其中 1 至 5 对应 FACS 的字母 A 至 E</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/about.py"/>
        <source>It gives no saliency map.</source>
        <translation>它不提供显著性图。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/actions.py"/>
        <source>Open file…</source>
        <translation>打开文件…</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/actions.py"/>
        <location filename="../../../app/mien/gui/dialogs.py"/>
        <source>Open a video or a picture</source>
        <translation>打开视频或图像</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/actions.py"/>
        <source>Open folder…</source>
        <translation>打开文件夹…</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/actions.py"/>
        <location filename="../../../app/mien/gui/dialogs.py"/>
        <source>Open a folder of pictures</source>
        <translation>打开图像文件夹</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/actions.py"/>
        <source>Open URL…</source>
        <translation>打开网址…</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/actions.py"/>
        <source>Open a network stream</source>
        <translation>打开网络流</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/actions.py"/>
        <location filename="../../../app/mien/gui/source_desk.py"/>
        <source>Demo</source>
        <translation>演示</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/actions.py"/>
        <source>Play the built-in demo</source>
        <translation>播放内置演示</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/actions.py"/>
        <source>Look for cameras again</source>
        <translation>重新查找摄像头</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/actions.py"/>
        <location filename="../../../app/mien/gui/source_picker.py"/>
        <location filename="../../../app/mien/gui/state.py"/>
        <source>Choose a source</source>
        <translation>选择来源</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/actions.py"/>
        <source>Choose a camera, a file or a stream</source>
        <translation>选择摄像头、文件或流</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/actions.py"/>
        <source>Open it again</source>
        <translation>重新打开</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/actions.py"/>
        <source>Open the present source again</source>
        <translation>重新打开当前来源</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/actions.py"/>
        <source>Map fainter</source>
        <translation>图更淡</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/actions.py"/>
        <source>Make the map fainter</source>
        <translation>使图更淡</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/actions.py"/>
        <source>Map stronger</source>
        <translation>图更浓</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/actions.py"/>
        <source>Make the map stronger</source>
        <translation>使图更浓</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/actions.py"/>
        <source>Next colour map</source>
        <translation>下一个配色</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/actions.py"/>
        <source>Show the saliency map in other colours</source>
        <translation>用其他颜色显示显著性图</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/actions.py"/>
        <source>Mirror</source>
        <translation>镜像</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/actions.py"/>
        <source>Show the picture as in a mirror</source>
        <translation>像镜子一样显示图像</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/actions.py"/>
        <source>Freeze</source>
        <translation>冻结</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/actions.py"/>
        <source>Hold the picture; the source goes on</source>
        <translation>冻结画面；来源继续运行</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/actions.py"/>
        <source>Next face</source>
        <translation>下一张人脸</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/actions.py"/>
        <source>Show the next face in the panel</source>
        <translation>在侧栏中显示下一张人脸</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/actions.py"/>
        <source>Name the face…</source>
        <translation>命名人脸…</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/actions.py"/>
        <source>Give the main face a name and a colour</source>
        <translation>为主要人脸设置名称和颜色</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/actions.py"/>
        <source>Keep the main face</source>
        <translation>保持主要人脸</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/actions.py"/>
        <source>Stay with the main face</source>
        <translation>始终停留在主要人脸</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/actions.py"/>
        <source>Calibrate</source>
        <translation>校准</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/actions.py"/>
        <source>Take the main face at rest for three seconds as its neutral</source>
        <translation>将主要人脸静止三秒作为其中性面孔</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/actions.py"/>
        <location filename="../../../app/mien/settings.py"/>
        <source>Others in grey</source>
        <translation>其他人脸变灰</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/actions.py"/>
        <source>Cover all faces but the main one</source>
        <translation>遮盖主要人脸以外的所有人脸</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/actions.py"/>
        <location filename="../../../app/mien/gui/insight/close_up.py"/>
        <location filename="../../../app/mien/settings.py"/>
        <source>Close-up</source>
        <translation>特写</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/actions.py"/>
        <source>Show the main face enlarged, with the map over it</source>
        <translation>放大显示主要人脸，并叠加图</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/actions.py"/>
        <location filename="../../../app/mien/gui/insight/plot_paint.py"/>
        <location filename="../../../app/mien/settings.py"/>
        <source>History</source>
        <translation>历史</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/actions.py"/>
        <source>Show the last 30 seconds of some values</source>
        <translation>显示部分数值的最近 30 秒</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/actions.py"/>
        <location filename="../../../app/mien/gui/guide/dialog.py"/>
        <source>User guide</source>
        <translation>使用指南</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/actions.py"/>
        <source>How to use Mien, in short topics with a search</source>
        <translation>如何使用 Mien，短小的主题，可搜索</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/actions.py"/>
        <source>What the values say, and what not</source>
        <translation>数值说明什么、不说明什么</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/actions.py"/>
        <location filename="../../../app/mien/settings.py"/>
        <source>Side panel</source>
        <translation>侧栏</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/actions.py"/>
        <source>Show the side panel</source>
        <translation>显示侧栏</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/actions.py"/>
        <source>Dark or light</source>
        <translation>深色或浅色</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/actions.py"/>
        <source>Change between dark and light</source>
        <translation>在深色与浅色之间切换</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/actions.py"/>
        <source>Theme as the system</source>
        <translation>跟随系统主题</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/actions.py"/>
        <source>Dark or light as the desktop has it</source>
        <translation>深色或浅色，与桌面一致</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/actions.py"/>
        <source>Full screen</source>
        <translation>全屏</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/actions.py"/>
        <source>Only the picture</source>
        <translation>仅显示画面</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/actions.py"/>
        <source>Other programs…</source>
        <translation>其他程序…</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/actions.py"/>
        <source>Send live values to other programs</source>
        <translation>将实时数值发送到其他程序</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/actions.py"/>
        <source>Settings…</source>
        <translation>设置…</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/actions.py"/>
        <source>All settings in one place</source>
        <translation>所有设置集中在一处</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/actions.py"/>
        <source>What the numbers are, and what they are not</source>
        <translation>这些数字是什么、不是什么</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/actions.py"/>
        <location filename="../../../app/mien/gui/diagnostics/dialog.py"/>
        <source>Diagnostics</source>
        <translation>诊断</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/actions.py"/>
        <source>What runs where, how fast, and what keeps it from being faster</source>
        <translation>什么在何处运行、速度如何、受什么限制</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/actions.py"/>
        <location filename="../../../app/mien/gui/recording/wiring.py"/>
        <source>Record</source>
        <translation>录制</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/actions.py"/>
        <source>Record, or end the recording</source>
        <translation>开始录制或结束录制</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/actions.py"/>
        <location filename="../../../app/mien/gui/status_bar.py"/>
        <source>Live</source>
        <translation>实时</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/actions.py"/>
        <source>Show what the source shows now</source>
        <translation>显示来源当前的画面</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/actions.py"/>
        <location filename="../../../app/mien/gui/recording/wiring.py"/>
        <location filename="../../../app/mien/gui/review/page.py"/>
        <source>Review</source>
        <translation>回放</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/actions.py"/>
        <source>Look through a recorded session</source>
        <translation>查看已录制的会话</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/actions.py"/>
        <source>Quit</source>
        <translation>退出</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/actions.py"/>
        <source>Stop and close</source>
        <translation>停止并关闭</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/actions.py"/>
        <source>Marker {number}</source>
        <translation>标记 {number}</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/actions.py"/>
        <source>Set marker {number}</source>
        <translation>设置标记 {number}</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/actions.py"/>
        <location filename="../../../app/mien/gui/review/marker_book.py"/>
        <location filename="../../../app/mien/overlays/values.py"/>
        <source>Neutral</source>
        <translation>中性</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/actions.py"/>
        <source>Mark a neutral face</source>
        <translation>标记中性面孔</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/actions.py"/>
        <location filename="../../../app/mien/gui/review/marker_book.py"/>
        <source>Stimulus on</source>
        <translation>刺激开始</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/actions.py"/>
        <source>Mark the beginning of a stimulus</source>
        <translation>标记刺激的开始</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/actions.py"/>
        <location filename="../../../app/mien/gui/review/marker_book.py"/>
        <source>Stimulus off</source>
        <translation>刺激结束</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/actions.py"/>
        <source>Mark the end of a stimulus</source>
        <translation>标记刺激的结束</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/actions.py"/>
        <location filename="../../../app/mien/gui/diagnostics/facts.py"/>
        <location filename="../../../app/mien/gui/review/marker_book.py"/>
        <location filename="../../../app/mien/gui/review/marker_panel.py"/>
        <source>Note</source>
        <translation>备注</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/actions.py"/>
        <source>Set a marker with a note</source>
        <translation>设置带备注的标记</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/app.py"/>
        <source>Safe mode: every setting is as at the first start, the network runs on the CPU, and nothing that you change is kept.</source>
        <translation>安全模式：所有设置与首次启动时相同，网络在 CPU 上运行，您的更改不会保存。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/app.py"/>
        <source>Mien, safe mode</source>
        <translation>Mien，安全模式</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/calibrating/count.py"/>
        <source>Seconds until the face is calibrated</source>
        <translation>距离校准完成的秒数</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/calibrating/menu.py"/>
        <source>Neutral face</source>
        <translation>中性面孔</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/calibrating/menu.py"/>
        <location filename="../../../app/mien/gui/calibrating/wiring.py"/>
        <source>Keep as a profile…</source>
        <translation>保存为档案…</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/calibrating/menu.py"/>
        <source>Write the main face's neutral values to a file of this name; no picture</source>
        <translation>将主要人脸的中性数值写入以此命名的文件；不含图像</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/calibrating/menu.py"/>
        <source>Take a profile</source>
        <translation>使用档案</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/calibrating/menu.py"/>
        <source>Calibrate the main face by a profile</source>
        <translation>用档案校准主要人脸</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/calibrating/menu.py"/>
        <source>Without calibration</source>
        <translation>不校准</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/calibrating/menu.py"/>
        <source>Show the main face's values as the network gives them</source>
        <translation>按网络给出的样子显示主要人脸的数值</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/calibrating/menu.py"/>
        <source>Delete a profile</source>
        <translation>删除档案</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/calibrating/menu.py"/>
        <source>Take a profile away for good</source>
        <translation>永久删除档案</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/calibrating/wiring.py"/>
        <source>There is no face in view that could be calibrated.</source>
        <translation>画面中没有可校准的人脸。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/calibrating/wiring.py"/>
        <source>Nothing comes from the source now: start it again, then calibrate.</source>
        <translation>现在来源没有画面：请重新开始播放，然后再校准。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/calibrating/wiring.py"/>
        <source>Look into the camera and keep your face at rest until the count ends.</source>
        <translation>请看着摄像头，保持面部放松直到倒计时结束。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/calibrating/wiring.py"/>
        <source>{face} is calibrated: its values are shown relative to this neutral face.</source>
        <translation>{face} 已校准：其数值相对于此中性面孔显示。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/calibrating/wiring.py"/>
        <source>Not calibrated.</source>
        <translation>未能校准。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/calibrating/wiring.py"/>
        <location filename="../../../app/mien/gui/sending/card.py"/>
        <location filename="../../../app/mien/gui/state.py"/>
        <source>Try again</source>
        <translation>重试</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/calibrating/wiring.py"/>
        <source>This face is not calibrated, or was lost: calibrate it first.</source>
        <translation>此人脸未校准或已丢失：请先校准。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/calibrating/wiring.py"/>
        <source>The neutral face is kept as {name}.</source>
        <translation>中性面孔已保存为 {name}。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/calibrating/wiring.py"/>
        <source>{face} is shown relative to the neutral face of {name}.</source>
        <translation>{face} 相对于 {name} 的中性面孔显示。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/calibrating/wiring.py"/>
        <source>Delete the profile {name}?</source>
        <translation>删除档案 {name}？</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/calibrating/wiring.py"/>
        <source>It cannot be brought back.</source>
        <translation>无法恢复。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/calibrating/wiring.py"/>
        <location filename="../../../app/mien/gui/report_dialog.py"/>
        <location filename="../../../app/mien/gui/review/marker_panel.py"/>
        <location filename="../../../app/mien/gui/review/wiring.py"/>
        <source>Delete</source>
        <translation>删除</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/choices.py"/>
        <source>The settings could not be kept ({reason}).</source>
        <translation>设置无法保存（{reason}）。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/diagnostics/dialog.py"/>
        <source>Have the network run on</source>
        <translation>网络运行于</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/diagnostics/dialog.py"/>
        <source>Have the network run on another device; nothing is interrupted</source>
        <translation>在其他设备上运行网络；不会中断</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/diagnostics/dialog.py"/>
        <location filename="../../../app/mien/gui/diagnostics/facts.py"/>
        <location filename="../../../app/mien/gui/status_bar.py"/>
        <source>Where the network runs</source>
        <translation>网络运行在何处</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/diagnostics/dialog.py"/>
        <location filename="../../../app/mien/gui/diagnostics/facts.py"/>
        <location filename="../../../app/mien/gui/recording/bar.py"/>
        <location filename="../../../app/mien/gui/review/session_line.py"/>
        <source>Frames</source>
        <translation>帧</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/diagnostics/dialog.py"/>
        <location filename="../../../app/mien/gui/diagnostics/facts.py"/>
        <location filename="../../../app/mien/gui/status_bar.py"/>
        <source>Source</source>
        <translation>来源</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/diagnostics/dialog.py"/>
        <location filename="../../../app/mien/gui/report_dialog.py"/>
        <source>Copied</source>
        <translation>已复制</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/diagnostics/dialog.py"/>
        <source>Diagnostics, scrollable</source>
        <translation>诊断，可滚动</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/diagnostics/dialog.py"/>
        <source>Have it run on</source>
        <translation>运行于</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/diagnostics/dialog.py"/>
        <source>The command that mends it</source>
        <translation>修复命令</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/diagnostics/dialog.py"/>
        <source>Copy the command</source>
        <translation>复制命令</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/diagnostics/dialog.py"/>
        <location filename="../../../app/mien/gui/report_dialog.py"/>
        <source>Copy</source>
        <translation>复制</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/diagnostics/dialog.py"/>
        <source>To mend it</source>
        <translation>修复方法</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/diagnostics/dialog.py"/>
        <source>Copy all of this as text, for a report</source>
        <translation>将全部内容复制为文本，用于报告</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/diagnostics/dialog.py"/>
        <source>Copy all</source>
        <translation>全部复制</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/diagnostics/facts.py"/>
        <location filename="../../../app/mien/settings.py"/>
        <source>The fastest there is</source>
        <translation>可用的最快设备</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/diagnostics/facts.py"/>
        <source>Read by</source>
        <translation>读取方式</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/diagnostics/facts.py"/>
        <source>Pixel format</source>
        <translation>像素格式</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/diagnostics/facts.py"/>
        <source>Asked for</source>
        <translation>请求</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/diagnostics/facts.py"/>
        <source>Codec</source>
        <translation>编解码器</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/diagnostics/facts.py"/>
        <source>Container</source>
        <translation>封装格式</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/diagnostics/facts.py"/>
        <source>Length</source>
        <translation>时长</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/diagnostics/facts.py"/>
        <source>Turned by</source>
        <translation>旋转</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/diagnostics/facts.py"/>
        <source>{analysed} of {captured} frames a second are analysed and on the screen {age} after their capture.</source>
        <translation>每秒 {captured} 帧中分析 {analysed} 帧，采集后 {age} 显示在屏幕上。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/diagnostics/facts.py"/>
        <source>Waiting</source>
        <translation>等待</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/diagnostics/facts.py"/>
        <source>Painting</source>
        <translation>绘制</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/diagnostics/facts.py"/>
        <source>Capture to paint</source>
        <translation>从采集到显示</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/diagnostics/facts.py"/>
        <source>Captured</source>
        <translation>已采集</translation>
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
        <translation>为保持实时而跳过</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/diagnostics/facts.py"/>
        <source>Age of the newest</source>
        <translation>最新帧的时延</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/diagnostics/facts.py"/>
        <location filename="../../../app/mien/gui/people/card.py"/>
        <source>Name</source>
        <translation>名称</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/diagnostics/facts.py"/>
        <source>Picture</source>
        <translation>图像</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/diagnostics/facts.py"/>
        <source>Rate as stated</source>
        <translation>标称帧率</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/diagnostics/facts.py"/>
        <source>Rate as it is</source>
        <translation>实际帧率</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/diagnostics/facts.py"/>
        <source>Runs on</source>
        <translation>运行于</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/diagnostics/facts.py"/>
        <source>Being loaded for</source>
        <translation>正在为其加载</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/diagnostics/facts.py"/>
        <source>{free} of {total} MB free</source>
        <translation>{total} MB 中剩余 {free} MB</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/diagnostics/facts.py"/>
        <source>GPU memory</source>
        <translation>GPU 内存</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/diagnostics/facts.py"/>
        <source>System</source>
        <translation>系统</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/diagnostics/facts.py"/>
        <source>Computer</source>
        <translation>计算机</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/diagnostics/facts.py"/>
        <source>Versions</source>
        <translation>版本</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/diagnostics/facts.py"/>
        <source>Time of a frame, median and 95 of 100 within</source>
        <translation>单帧时间，中位数与 95% 以内</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/diagnostics/facts.py"/>
        <source>{rate}, {count} in all</source>
        <translation>{rate}，共 {count}</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/diagnostics/tables.py"/>
        <source>Time of a frame</source>
        <translation>单帧时间</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/diagnostics/tables.py"/>
        <source>median</source>
        <translation>中位数</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/diagnostics/tables.py"/>
        <source>95 of 100</source>
        <translation>95%</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/dialogs.py"/>
        <source>Videos and pictures</source>
        <translation>视频和图像</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/dialogs.py"/>
        <location filename="../../../app/mien/gui/preferences/controls.py"/>
        <location filename="../../../app/mien/gui/preferences/wiring.py"/>
        <source>All files</source>
        <translation>所有文件</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/dialogs.py"/>
        <source>Open a stream</source>
        <translation>打开流</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/dialogs.py"/>
        <source>Address of the stream, as rtsp://, http:// or https://</source>
        <translation>流的地址，如 rtsp://、http:// 或 https://</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/dialogs.py"/>
        <source>Keep a neutral face</source>
        <translation>保存中性面孔</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/dialogs.py"/>
        <source>Name of the profile: numbers are kept under it, no picture</source>
        <translation>档案名称：以此名称保存数值，不含图像</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/dialogs.py"/>
        <location filename="../../../app/mien/gui/review/deeds.py"/>
        <location filename="../../../app/mien/gui/review/start.py"/>
        <source>Open a session folder</source>
        <translation>打开会话文件夹</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/dialogs.py"/>
        <source>Where recordings go</source>
        <translation>录制的保存位置</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/dialogs.py"/>
        <location filename="../../../app/mien/gui/recording/wiring.py"/>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/evidence_menu.py"/>
        <source>The evidence map comes with the network, which is still loading</source>
        <translation>证据图随网络提供，网络仍在加载</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/evidence_menu.py"/>
        <source>This network gives no evidence map: it does not tell which places spoke for a value</source>
        <translation>该网络不提供证据图：它不说明哪些位置支持某个数值</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/evidence_menu.py"/>
        <source>Choose a value here, or click it in the side panel</source>
        <translation>在此选择一个数值，或在侧栏中点击它</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/evidence_menu.py"/>
        <source>Evidence for</source>
        <translation>证据对象</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/evidence_menu.py"/>
        <source>The likeliest expression</source>
        <translation>最可能的表情</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/first_start.py"/>
        <source>Before you start</source>
        <translation>开始之前</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/first_start.py"/>
        <source>Tell the people you show to it</source>
        <translation>告知您要展示给它的人</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/first_start.py"/>
        <source>The EU AI Act asks that they are told (Art. 50(3)), and forbids reading emotions at work and in education (Art. 5(1)(f)).</source>
        <translation>欧盟《人工智能法》要求告知他们（第 50(3) 条），并禁止在工作和教育中识别情绪（第 5(1)(f) 条）。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/first_start.py"/>
        <source>For research and teaching</source>
        <translation>用于研究和教学</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/first_start.py"/>
        <source>Not for decisions about a person, nor for diagnosis. The network may be used for research alone, as its data sets ask; the settings take one of your own instead.</source>
        <translation>不得用于对人作出决定，也不得用于诊断。按其数据集的要求，该网络仅可用于研究；您可以在设置中换用自己的网络。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/first_start.py"/>
        <source>It reads looks, not feelings</source>
        <translation>它读取外观，而非感受</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/first_start.py"/>
        <source>Every value is the estimate of a network from one picture of a face. What someone feels cannot be known from it.</source>
        <translation>每个数值都是网络根据一幅人脸图像作出的估计。由此无法得知人的感受。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/first_start.py"/>
        <source>Pictures stay on this computer</source>
        <translation>图像留在这台电脑上</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/first_start.py"/>
        <source>No picture and no value is sent anywhere.</source>
        <translation>不会向任何地方发送图像或数值。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/first_start.py"/>
        <source>I have read this</source>
        <translation>我已阅读</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/guide/dialog.py"/>
        <source>Search the guide</source>
        <translation>在指南中搜索</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/guide/dialog.py"/>
        <source>Words of a topic's title or text</source>
        <translation>主题标题或正文中的词</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/guide/dialog.py"/>
        <source>Topics of the guide</source>
        <translation>指南的主题</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/guide/dialog.py"/>
        <source>No topic has these words.</source>
        <translation>没有主题包含这些词。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/insight/close_up.py"/>
        <source>This face was not read.</source>
        <translation>此人脸未被读取。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/insight/close_up.py"/>
        <source>This network gives no saliency map.</source>
        <translation>该网络不提供显著性图。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/insight/close_up.py"/>
        <location filename="../../../app/mien/overlays/__init__.py"/>
        <location filename="../../../app/mien/overlays/saliency.py"/>
        <source>Saliency</source>
        <translation>显著性</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/insight/close_up.py"/>
        <source>Where people would look, which guides the network. 1 is the place that draws most.</source>
        <translation>人们会看向何处，这引导网络。1 表示最吸引目光的位置。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/insight/close_up.py"/>
        <source>This network gives no evidence map.</source>
        <translation>该网络不提供证据图。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/insight/close_up.py"/>
        <location filename="../../../app/mien/overlays/evidence.py"/>
        <source>Evidence for {value}</source>
        <translation>{value} 的证据</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/insight/close_up.py"/>
        <source>Yellow places speak for it, blue places against it, grey and clear ones say little. The mean over all places is the value before it becomes a probability.</source>
        <translation>黄色位置表示支持，蓝色表示反对，灰色和透明处意义不大。所有位置的平均值就是转换为概率之前的数值。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/insight/close_up.py"/>
        <source>The main face, enlarged</source>
        <translation>主要人脸，已放大</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/insight/close_up.py"/>
        <location filename="../../../app/mien/gui/panel.py"/>
        <source>No face</source>
        <translation>没有人脸</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/insight/close_up.py"/>
        <source>Scale of the map</source>
        <translation>图的刻度</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/insight/plot.py"/>
        <source>History of the last 30 seconds</source>
        <translation>最近 30 秒的历史</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/insight/plot.py"/>
        <source>No value is ticked</source>
        <translation>未勾选任何数值</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/insight/plot.py"/>
        <source>Tick up to six values in the side panel, and they are drawn here.</source>
        <translation>在侧栏中勾选最多六个数值，它们将绘制在此处。</translation>
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
            <numerusform>最多只能区分 {n} 条线：请先取消一个勾选。</numerusform>
        </translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/job.py"/>
        <source>This failed unexpectedly ({error}); the log says more.</source>
        <translation>意外失败（{error}）；详情见日志。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/knowing.py"/>
        <source>What it can know</source>
        <translation>它能知道什么</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/knowing.py"/>
        <source>What a face looks like.</source>
        <translation>人脸看起来像什么。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/knowing.py"/>
        <source>How probable it is that people who look at this one picture would call it happy, sad, surprised and so on. That is a likeness, judged by others.</source>
        <translation>看到这一幅图像的人有多可能称之为高兴、悲伤、惊讶等等。这是他人判断的相似程度。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/knowing.py"/>
        <source>What moves in it.</source>
        <translation>脸上什么在动。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/knowing.py"/>
        <source>How probable it is that an Action Unit is present: a movement such as raised brows, described by what can be seen and not by what it might mean.</source>
        <translation>某个动作单元出现的可能性：例如抬眉这样的动作，按可见的样子描述，而不是按它可能的含义。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/knowing.py"/>
        <source>How much it smiles.</source>
        <translation>微笑的程度。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/knowing.py"/>
        <source>An estimate from 0 to 5, best compared within one person and one place.</source>
        <translation>0 至 5 的估计值，最适合在同一个人、同一地点内比较。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/knowing.py"/>
        <source>Where the head points, and when it was so.</source>
        <translation>头朝向何处，以及何时如此。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/knowing.py"/>
        <source>From 478 landmarks, for every frame that was analysed, with its time.</source>
        <translation>依据 478 个关键点，针对每个已分析的帧，并带有时间。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/knowing.py"/>
        <source>Which places decided.</source>
        <translation>哪些位置起了决定作用。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/knowing.py"/>
        <source>The evidence map is the sum that makes a value, place by place. The saliency map is different: it says where people would look, and guides the network.</source>
        <translation>证据图是逐个位置构成数值的总和。显著性图则不同：它说明人们会看向何处，并引导网络。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/knowing.py"/>
        <source>What it cannot know</source>
        <translation>它不能知道什么</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/knowing.py"/>
        <source>What someone feels.</source>
        <translation>人的感受。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/knowing.py"/>
        <source>People smile when they are happy, polite, nervous or in pain, and feel much without showing it. No value here measures a feeling, a thought or a wish.</source>
        <translation>人在高兴、礼貌、紧张或疼痛时都会微笑，也会感受很多却不表露。这里没有任何数值测量感受、想法或愿望。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/knowing.py"/>
        <source>Whether it is meant.</source>
        <translation>是否出于本意。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/knowing.py"/>
        <source>A posed smile and a true one can look alike; so can play and earnest.</source>
        <translation>摆出的微笑与真实的微笑可能看起来一样；玩笑与认真也是如此。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/knowing.py"/>
        <source>Why.</source>
        <translation>原因。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/knowing.py"/>
        <source>What happened before, what was said and who was there is not in a picture.</source>
        <translation>之前发生了什么、说了什么、谁在场，都不在图像里。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/knowing.py"/>
        <source>What is usual for this person.</source>
        <translation>这个人的常态。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/knowing.py"/>
        <source>Brows that stand low by nature look like a frown to it. Age, habit, a palsy, make-up, a beard or glasses change the values without any change of mood. Calibrating (K) takes the face at rest away, and nothing else.</source>
        <translation>天生低垂的眉毛在它看来像皱眉。年龄、习惯、面瘫、化妆、胡须或眼镜都会改变数值，而情绪并未改变。校准（K）只扣除静止的面孔，仅此而已。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/knowing.py"/>
        <source>Whether it errs more for some people than for others.</source>
        <translation>它对某些人是否比对其他人更容易出错。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/knowing.py"/>
        <source>The pictures that it was measured on do not say how old people are, what skin they have or where they live. So there is no figure, and it may well be so.</source>
        <translation>用于测量的图像没有说明人的年龄、肤色或居住地。因此没有数据，而这种情况很可能存在。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/knowing.py"/>
        <source>What someone looks at.</source>
        <translation>人在看什么。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/knowing.py"/>
        <source>Gaze is how far the eyes are turned in the head, coarsely: no degrees, no place on a screen. Blinks that fall between two pictures are missed.</source>
        <translation>视线是指眼睛在头部转动的大致程度：不是角度，也不是屏幕上的位置。落在两幅图像之间的眨眼会被漏掉。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/knowing.py"/>
        <source>Who it is.</source>
        <translation>这是谁。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/knowing.py"/>
        <source>Faces have numbers while they are in view and for 5 seconds after. Nobody is recognised, and nothing of a face is stored unless you record.</source>
        <translation>人脸在画面中及离开后 5 秒内带有编号。不识别任何人，除非您录制，否则不保存人脸的任何内容。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/knowing.py"/>
        <source>How to read it well</source>
        <translation>如何正确解读</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/knowing.py"/>
        <source>Compare like with like.</source>
        <translation>比较可比的对象。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/knowing.py"/>
        <source>One person with the same person, one light, one camera, one distance.</source>
        <translation>同一个人、同样的光线、同一摄像头、同样的距离。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/knowing.py"/>
        <source>Look at changes over time.</source>
        <translation>观察随时间的变化。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/knowing.py"/>
        <source>One frame says little; the history and a recording say more.</source>
        <translation>单帧说明不了什么；历史和录制更有意义。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/knowing.py"/>
        <source>Mind the light beside the face's number.</source>
        <translation>注意人脸编号旁的指示灯。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/knowing.py"/>
        <source>Where it is red the face is too dark, blurred, small, turned or covered to say much, and its values are grey. A hand of the skin's colour goes unseen.</source>
        <translation>指示灯为红色时，人脸太暗、模糊、太小、偏转或被遮挡，难以说明问题，其数值为灰色。与肤色相同的手不会被察觉。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/knowing.py"/>
        <source>Look at the face and the map.</source>
        <translation>同时看人脸和图。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/knowing.py"/>
        <source>If the evidence lies on hair, a shadow or the background, do not believe it.</source>
        <translation>如果证据落在头发、阴影或背景上，请不要相信。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/knowing.py"/>
        <source>Tell the people, and ask them.</source>
        <translation>告知并征得他人同意。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/knowing.py"/>
        <source>They must know that such a program looks at them. Do not use it to judge, select, grade, treat or sell to anybody; at work and in schools the European Union forbids it.</source>
        <translation>他们必须知道有这样的程序在观察他们。请勿用它来评判、选拔、评分、治疗任何人或向其推销；在工作场所和学校，欧盟禁止这样做。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/knowing.py"/>
        <source>What the network's card says of its limits</source>
        <translation>网络的模型卡如何说明其局限</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/live.py"/>
        <source>Frozen, Space goes on</source>
        <translation>已冻结，按空格键继续</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/measured/light.py"/>
        <source>Well seen</source>
        <translation>清晰可见</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/measured/light.py"/>
        <source>The face is sharp, lit, large and turned well enough to be read.</source>
        <translation>人脸足够清晰、明亮、够大且朝向合适，可以读取。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/measured/light.py"/>
        <source>How well the face can be read is not known.</source>
        <translation>尚不清楚人脸的可读程度。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/measured/light.py"/>
        <source>Its values are greyed out, as they would say little.</source>
        <translation>其数值以灰色显示，因为意义不大。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/measured/light.py"/>
        <source>Picture of the face</source>
        <translation>人脸图像</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/measured/rows.py"/>
        <source>Across</source>
        <translation>水平</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/measured/rows.py"/>
        <source>How far the eyes turn to the person's own left, -1 to 1; coarse, no degrees</source>
        <translation>眼睛转向此人自己左侧的程度，-1 至 1；粗略值，非角度</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/measured/rows.py"/>
        <source>Up</source>
        <translation>向上</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/measured/rows.py"/>
        <source>How far the eyes turn up, -1 to 1; coarse, no degrees</source>
        <translation>眼睛向上转的程度，-1 至 1；粗略值，非角度</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/measured/rows.py"/>
        <source>So far</source>
        <translation>累计</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/measured/rows.py"/>
        <source>Blinks since the face came into view</source>
        <translation>人脸出现以来的眨眼次数</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/measured/rows.py"/>
        <source>A minute</source>
        <translation>每分钟</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/measured/rows.py"/>
        <source>Blinks a minute over the last minute, once a quarter of it was seen</source>
        <translation>最近一分钟内每分钟的眨眼次数，观察满四分之一后显示</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/measured/rows.py"/>
        <source>Mouth</source>
        <translation>嘴</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/measured/rows.py"/>
        <source>How much higher the person's own left corner of the mouth is, in shares of the distance between the eyes; only while the face looks ahead</source>
        <translation>此人自己左嘴角高出的量，以两眼间距为单位；仅在面部朝前时</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/measured/rows.py"/>
        <source>Brows</source>
        <translation>眉</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/measured/rows.py"/>
        <source>How much higher the person's own left brow is, in shares of the distance between the eyes; only while the face looks ahead</source>
        <translation>此人自己左眉高出的量，以两眼间距为单位；仅在面部朝前时</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/measured/rows.py"/>
        <source>a hint, not a verdict</source>
        <translation>仅供参考，并非结论</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/measured/rows.py"/>
        <source>The smaller of AU06 and AU12: smiles of joy often raise the cheeks too. So do strong smiles of any kind, and people can do it at will.</source>
        <translation>AU06 与 AU12 中较小者：喜悦的微笑常会抬起脸颊。任何强烈的微笑也会如此，而且人可以有意做到。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/measured/rows.py"/>
        <source>Duchenne</source>
        <translation>杜兴</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/measured/rows.py"/>
        <source>Gaze</source>
        <translation>视线</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/measured/rows.py"/>
        <source>Blinks</source>
        <translation>眨眼</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/measured/rows.py"/>
        <source>Left against right</source>
        <translation>左右对比</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/mode_menu.py"/>
        <source>Size and rate</source>
        <translation>尺寸与帧率</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/mode_menu.py"/>
        <source>Size and rate of the camera</source>
        <translation>摄像头的尺寸与帧率</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/mode_menu.py"/>
        <source>Now {given}</source>
        <translation>当前 {given}</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/mode_menu.py"/>
        <source>Automatic</source>
        <translation>自动</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/mode_menu.py"/>
        <source>1280 x 720 at 30 a second, or near it</source>
        <translation>1280 x 720，每秒 30 帧，或相近</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/mode_menu.py"/>
        <source>As the camera likes</source>
        <translation>由摄像头决定</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/mode_menu.py"/>
        <source>Nothing is asked of the camera</source>
        <translation>不对摄像头提出要求</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/mode_menu.py"/>
        <location filename="../../../app/mien/gui/sending/words.py"/>
        <source>{rate} a second</source>
        <translation>每秒 {rate}</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/mode_menu.py"/>
        <source>compressed</source>
        <translation>压缩</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/mode_menu.py"/>
        <source>not compressed</source>
        <translation>未压缩</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/network_wiring.py"/>
        <source>The network changes once the recording has ended.</source>
        <translation>录制结束后将更换网络。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/network_wiring.py"/>
        <source>This network gives no saliency map</source>
        <translation>该网络不提供显著性图</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/network_wiring.py"/>
        <source>This network reads no expressions</source>
        <translation>该网络不读取表情</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/network_wiring.py"/>
        <source>This network reads no smile</source>
        <translation>该网络不读取微笑</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/network_wiring.py"/>
        <source>This network reads no Action Units</source>
        <translation>该网络不读取动作单元</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/notice_bar.py"/>
        <source>Notice</source>
        <translation>通知</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/notice_bar.py"/>
        <source>What is offered</source>
        <translation>可选操作</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/notice_bar.py"/>
        <source>Close this notice</source>
        <translation>关闭此通知</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/pages.py"/>
        <source>Evidence maps are not kept in a session</source>
        <translation>会话中不保存证据图</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/panel.py"/>
        <location filename="../../../app/mien/gui/review/deeds.py"/>
        <source>Readings</source>
        <translation>读数</translation>
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
        <translation>动作单元</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/panel.py"/>
        <source>Values are told relative to this person's own neutral face</source>
        <translation>数值相对于此人自己的中性面孔</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/panel.py"/>
        <source>The names come with the network, which is still loading.</source>
        <translation>名称随网络提供，网络仍在加载。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/panel.py"/>
        <source>Estimates of a network, not what someone feels. {start}About it{end}</source>
        <translation>网络的估计，而非人的感受。{start}详情{end}</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/panel.py"/>
        <source>1 of {count} faces</source>
        <translation>共 {count} 张人脸</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/panel.py"/>
        <source>relative to neutral</source>
        <translation>相对于中性</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/panel.py"/>
        <source>Click another face, or press N for the next one</source>
        <translation>点击另一张人脸，或按 N 查看下一张</translation>
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
        <translation>微笑</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/panel.py"/>
        <source>intensity, estimated</source>
        <translation>强度，估计值</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/panel.py"/>
        <source>looks like, probability</source>
        <translation>看起来像，概率</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/panel.py"/>
        <source>probability of presence</source>
        <translation>出现概率</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/panel.py"/>
        <source>rise above neutral</source>
        <translation>高于中性的部分</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/panel.py"/>
        <source>looks like, above neutral</source>
        <translation>看起来像，高于中性</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/panel.py"/>
        <source>Readings, scrollable</source>
        <translation>读数，可滚动</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/panel.py"/>
        <source>What these numbers are</source>
        <translation>这些数字的含义</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/panel.py"/>
        <source>How probable it is that people who look at this face would call it so.</source>
        <translation>看到这张脸的人有多可能这样称呼它。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/people/card.py"/>
        <source>About this face</source>
        <translation>关于此人脸</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/people/card.py"/>
        <source>Name of this face</source>
        <translation>此人脸的名称</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/people/card.py"/>
        <source>Keep as the main face</source>
        <translation>保持为主要人脸</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/people/card.py"/>
        <source>The panel, the close-up and other programs stay with this face</source>
        <translation>侧栏、特写和其他程序始终停留在此人脸</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/people/card.py"/>
        <source>Done</source>
        <translation>完成</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/people/card.py"/>
        <source>Forgotten when the face has been away for 5 seconds; only a recording keeps it.</source>
        <translation>人脸离开 5 秒后即遗忘；只有录制会保留。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/people/card.py"/>
        <source>No colour of its own</source>
        <translation>无专属颜色</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/people/wiring.py"/>
        <source>There is no face in view that could be named.</source>
        <translation>画面中没有可命名的人脸。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/picture.py"/>
        <source>Live picture</source>
        <translation>实时画面</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/pose_row.py"/>
        <source>Head pose</source>
        <translation>头部姿态</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/pose_row.py"/>
        <source>Pitch</source>
        <translation>俯仰</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/pose_row.py"/>
        <source>Pitch of the head in degrees, up is positive</source>
        <translation>头部俯仰角（度），向上为正</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/pose_row.py"/>
        <source>Yaw</source>
        <translation>偏航</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/pose_row.py"/>
        <source>Yaw of the head in degrees, positive when the person turns to their own left</source>
        <translation>头部偏航角（度），此人转向自己的左侧时为正</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/pose_row.py"/>
        <source>Roll</source>
        <translation>翻滚</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/pose_row.py"/>
        <source>Roll of the head in degrees, positive when the head leans to the person's own left</source>
        <translation>头部翻滚角（度），头偏向此人自己的左侧时为正</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/preferences/controls.py"/>
        <source>Choose…</source>
        <translation>选择…</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/preferences/controls.py"/>
        <source>{folder}, change…</source>
        <translation>{folder}，更改…</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/preferences/dialog.py"/>
        <location filename="../../../app/mien/gui/preferences/wiring.py"/>
        <source>Settings</source>
        <translation>设置</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/preferences/dialog.py"/>
        <source>Search the settings</source>
        <translation>搜索设置</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/preferences/dialog.py"/>
        <source>Words of a setting's title or description</source>
        <translation>设置的标题或说明中的词语</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/preferences/dialog.py"/>
        <source>Groups of settings</source>
        <translation>设置分组</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/preferences/dialog.py"/>
        <source>No setting has these words.</source>
        <translation>没有包含这些词语的设置。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/preferences/dialog.py"/>
        <source>Settings, scrollable</source>
        <translation>设置，可滚动</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/preferences/dialog.py"/>
        <source>Import…</source>
        <translation>导入…</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/preferences/dialog.py"/>
        <source>Take the settings of a file</source>
        <translation>采用文件中的设置</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/preferences/dialog.py"/>
        <source>Export…</source>
        <translation>导出…</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/preferences/dialog.py"/>
        <source>Write the settings to a file</source>
        <translation>将设置写入文件</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/preferences/dialog.py"/>
        <source>Reset all…</source>
        <translation>全部重置…</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/preferences/dialog.py"/>
        <source>Set every setting back</source>
        <translation>重置所有设置</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/preferences/dialog.py"/>
        <source>Everything is in force already</source>
        <translation>所有更改均已生效</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/preferences/row.py"/>
        <source>Reset {title} to {value}</source>
        <translation>将“{title}”重置为 {value}</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/preferences/row.py"/>
        <source>on</source>
        <translation>开</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/preferences/row.py"/>
        <source>off</source>
        <translation>关</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/preferences/row.py"/>
        <source>none</source>
        <translation>无</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/preferences/wiring.py"/>
        <source>Import settings</source>
        <translation>导入设置</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/preferences/wiring.py"/>
        <source>The settings of {name} are in force.</source>
        <translation>{name} 中的设置已生效。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/preferences/wiring.py"/>
        <source>Export settings</source>
        <translation>导出设置</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/preferences/wiring.py"/>
        <source>The settings were written to {name}.</source>
        <translation>设置已写入 {name}。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/preferences/wiring.py"/>
        <source>Set every setting back?</source>
        <translation>重置所有设置？</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/preferences/wiring.py"/>
        <source>Your recordings, and what was opened last, stay.</source>
        <translation>您的录制内容和上次打开的内容会保留。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/preferences/wiring.py"/>
        <source>Reset all</source>
        <translation>全部重置</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/preferences/wiring.py"/>
        <source>Every setting is as it was at the first start.</source>
        <translation>所有设置均与首次启动时相同。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/recording/bar.py"/>
        <source>Note, then Return</source>
        <translation>输入备注，按回车键</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/recording/bar.py"/>
        <source>Note for a marker</source>
        <translation>标记的备注</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/recording/bar.py"/>
        <location filename="../../../app/mien/gui/review/transport.py"/>
        <source>Set a marker</source>
        <translation>设置标记</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/recording/bar.py"/>
        <location filename="../../../app/mien/gui/review/marker_book.py"/>
        <location filename="../../../app/mien/gui/review/transport.py"/>
        <source>Marker</source>
        <translation>标记</translation>
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
        <translation>结束录制</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/recording/bar.py"/>
        <source>Writing the rest</source>
        <translation>正在写入其余部分</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/recording/bar.py"/>
        <source>State of the recording</source>
        <translation>录制状态</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/recording/bar.py"/>
        <source>Elapsed time</source>
        <translation>已用时间</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/recording/bar.py"/>
        <source>Room on the disk</source>
        <translation>磁盘空间</translation>
    </message>
    <message numerus="yes">
        <location filename="../../../app/mien/gui/recording/bar.py"/>
        <location filename="../../../app/mien/gui/recording/desk.py"/>
        <location filename="../../../app/mien/gui/recording/recovery.py"/>
        <location filename="../../../app/mien/gui/review/recents.py"/>
        <source>{n} frames</source>
        <translation>
            <numerusform>{n} 帧</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <location filename="../../../app/mien/gui/recording/bar.py"/>
        <location filename="../../../app/mien/gui/recording/desk.py"/>
        <source>{n} skipped</source>
        <translation>
            <numerusform>跳过 {n}</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <location filename="../../../app/mien/gui/recording/bar.py"/>
        <location filename="../../../app/mien/gui/recording/desk.py"/>
        <source>{n} gaps</source>
        <translation>
            <numerusform>{n} 处间断</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <location filename="../../../app/mien/gui/recording/bar.py"/>
        <source>{n} markers</source>
        <translation>
            <numerusform>{n} 个标记</numerusform>
        </translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/recording/bar.py"/>
        <source>{size} GB left</source>
        <translation>剩余 {size} GB</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/recording/count_down.py"/>
        <source>Count-down to the recording</source>
        <translation>录制倒计时</translation>
    </message>
    <message numerus="yes">
        <location filename="../../../app/mien/gui/recording/desk.py"/>
        <source>{n} lost</source>
        <translation>
            <numerusform>丢失 {n}</numerusform>
        </translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/recording/desk.py"/>
        <source>Recorded {name}: {parts}.</source>
        <translation>已录制 {name}：{parts}。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/recording/menu.py"/>
        <source>Keep clean video</source>
        <translation>保存原始视频</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/recording/menu.py"/>
        <source>Keep annotated video</source>
        <translation>保存带标注的视频</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/recording/menu.py"/>
        <source>Keep clean and annotated video</source>
        <translation>保存原始视频和带标注的视频</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/recording/menu.py"/>
        <source>Keep numbers only, no picture</source>
        <translation>只保存数值，不保存图像</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/recording/menu.py"/>
        <location filename="../../../app/mien/gui/toolbar.py"/>
        <source>What is recorded, and where</source>
        <translation>录制内容与位置</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/recording/menu.py"/>
        <location filename="../../../app/mien/settings.py"/>
        <source>Blur faces</source>
        <translation>模糊人脸</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/recording/menu.py"/>
        <source>Every face that is found is made unrecognisable; one that is never found is not</source>
        <translation>每张被找到的人脸都会变得无法辨认；从未被找到的则不会</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/recording/menu.py"/>
        <source>Recordings go to {folder}…</source>
        <translation>录制保存到 {folder}…</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/recording/menu.py"/>
        <source>{folder}: choose another folder</source>
        <translation>{folder}：选择其他文件夹</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/recording/menu.py"/>
        <source>Begin at once</source>
        <translation>立即开始</translation>
    </message>
    <message numerus="yes">
        <location filename="../../../app/mien/gui/recording/menu.py"/>
        <source>Begin after {n} seconds</source>
        <translation>
            <numerusform>{n} 秒后开始</numerusform>
        </translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/recording/recovery.py"/>
        <source>{name} is whole again: {frames}.</source>
        <translation>{name} 已恢复完整：{frames}。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/recording/wiring.py"/>
        <source>Before you record</source>
        <translation>录制之前</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/recording/wiring.py"/>
        <source>They know, record</source>
        <translation>他们知道，开始录制</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/recording/wiring.py"/>
        <source>Tell the people who are shown</source>
        <translation>告知被拍摄的人</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/recording/wiring.py"/>
        <source>They must know that they are recorded and what is read of their faces, before it begins.</source>
        <translation>在开始之前，他们必须知道自己正在被录制，以及会从他们的脸上读取什么。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/recording/wiring.py"/>
        <source>What is stored</source>
        <translation>保存的内容</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/recording/wiring.py"/>
        <source>The picture, and for each face its place, its landmarks, the values that are shown, the saliency map, and the name that you gave it. The arrow beside the record button can blur faces, which hides those that are found, or keep no picture: all else stays.</source>
        <translation>图像，以及每张人脸的位置、关键点、显示的数值、显著性图和您为其设置的名称。录制按钮旁的箭头可以模糊找到的人脸，或不保存图像：其余内容仍会保留。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/recording/wiring.py"/>
        <source>Where it is stored</source>
        <translation>保存的位置</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/recording/wiring.py"/>
        <source>In a folder of this computer and nowhere else. Nothing is sent anywhere.</source>
        <translation>保存在这台电脑的一个文件夹中，别无他处。不会发送任何内容。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/recording/wiring.py"/>
        <source>It can be deleted</source>
        <translation>可以删除</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/recording/wiring.py"/>
        <source>On the review page a session is deleted with everything in it.</source>
        <translation>在回放页面可以删除会话及其全部内容。</translation>
    </message>
    <message numerus="yes">
        <location filename="../../../app/mien/gui/recording/wiring.py"/>
        <source>{n} recordings were cut short and can be made whole: {names}.</source>
        <translation>
            <numerusform>有 {n} 个录制被中断，可以恢复：{names}。</numerusform>
        </translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/recording/wiring.py"/>
        <source>Recover</source>
        <translation>恢复</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/renewal.py"/>
        <source>The language changes when Mien is started the next time.</source>
        <translation>语言将在下次启动 Mien 时更改。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/report_dialog.py"/>
        <source>Report of an error</source>
        <translation>错误报告</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/report_dialog.py"/>
        <source>It helps whoever mends Mien. Nothing is sent: you can read it, copy it into a message, or delete it.</source>
        <translation>它有助于修复 Mien。不会发送任何内容：您可以阅读、复制到消息中或删除。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/report_dialog.py"/>
        <source>The report</source>
        <translation>报告</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/report_dialog.py"/>
        <source>Copy the whole text</source>
        <translation>复制全文</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/report_dialog.py"/>
        <source>Delete this report</source>
        <translation>删除此报告</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/report_dialog.py"/>
        <source>Show folder</source>
        <translation>显示文件夹</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/report_dialog.py"/>
        <source>Open the folder of the log</source>
        <translation>打开日志文件夹</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/report_dialog.py"/>
        <source>Close; the report stays</source>
        <translation>关闭；报告保留</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/report_dialog.py"/>
        <source>The report could not be deleted ({reason}).</source>
        <translation>报告无法删除（{reason}）。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/report_dialog.py"/>
        <source>The report could not be read ({reason}).</source>
        <translation>报告无法读取（{reason}）。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/deeds.py"/>
        <location filename="../../../app/mien/gui/review/transport.py"/>
        <source>Play</source>
        <translation>播放</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/deeds.py"/>
        <source>Play, or pause</source>
        <translation>播放或暂停</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/deeds.py"/>
        <source>Frame back</source>
        <translation>上一帧</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/deeds.py"/>
        <source>One frame back</source>
        <translation>后退一帧</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/deeds.py"/>
        <source>Frame on</source>
        <translation>下一帧</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/deeds.py"/>
        <source>One frame on</source>
        <translation>前进一帧</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/deeds.py"/>
        <source>Second back</source>
        <translation>后退一秒</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/deeds.py"/>
        <source>One second back</source>
        <translation>后退一秒</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/deeds.py"/>
        <source>Second on</source>
        <translation>前进一秒</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/deeds.py"/>
        <source>One second on</source>
        <translation>前进一秒</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/deeds.py"/>
        <source>Marker before</source>
        <translation>上一个标记</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/deeds.py"/>
        <source>Go to the marker before</source>
        <translation>转到上一个标记</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/deeds.py"/>
        <source>Next marker</source>
        <translation>下一个标记</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/deeds.py"/>
        <source>Go to the next marker</source>
        <translation>转到下一个标记</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/deeds.py"/>
        <source>To the start</source>
        <translation>到开头</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/deeds.py"/>
        <source>Go to the first frame</source>
        <translation>转到第一帧</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/deeds.py"/>
        <source>To the end</source>
        <translation>到结尾</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/deeds.py"/>
        <source>Go to the last frame</source>
        <translation>转到最后一帧</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/deeds.py"/>
        <source>Slower</source>
        <translation>减速</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/deeds.py"/>
        <source>Play slower</source>
        <translation>减速播放</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/deeds.py"/>
        <source>Faster</source>
        <translation>加速</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/deeds.py"/>
        <source>Play faster</source>
        <translation>加速播放</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/deeds.py"/>
        <source>See more</source>
        <translation>显示更多</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/deeds.py"/>
        <source>See a longer stretch</source>
        <translation>查看更长的时段</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/deeds.py"/>
        <source>See all</source>
        <translation>显示全部</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/deeds.py"/>
        <source>See the whole session</source>
        <translation>查看整个会话</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/deeds.py"/>
        <source>See closer</source>
        <translation>放大查看</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/deeds.py"/>
        <source>See a shorter stretch</source>
        <translation>查看更短的时段</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/deeds.py"/>
        <source>All lanes</source>
        <translation>所有轨道</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/deeds.py"/>
        <source>A lane for every expression and Action Unit</source>
        <translation>每种表情和动作单元各一条轨道</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/deeds.py"/>
        <source>Undo</source>
        <translation>撤销</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/deeds.py"/>
        <source>Take the last change of the markers back</source>
        <translation>撤销对标记的上一次更改</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/deeds.py"/>
        <source>Redo</source>
        <translation>重做</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/deeds.py"/>
        <source>Do the change of the markers again</source>
        <translation>重做对标记的更改</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/deeds.py"/>
        <source>Delete marker</source>
        <translation>删除标记</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/deeds.py"/>
        <source>Delete the chosen marker</source>
        <translation>删除所选标记</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/deeds.py"/>
        <source>Show the values of this frame</source>
        <translation>显示此帧的数值</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/deeds.py"/>
        <location filename="../../../app/mien/gui/review/marker_panel.py"/>
        <source>Markers</source>
        <translation>标记</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/deeds.py"/>
        <source>Show the list of markers</source>
        <translation>显示标记列表</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/deeds.py"/>
        <location filename="../../../app/mien/gui/review/summary.py"/>
        <source>Summary</source>
        <translation>摘要</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/deeds.py"/>
        <source>Show the figures of each face</source>
        <translation>显示每张人脸的统计</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/deeds.py"/>
        <location filename="../../../app/mien/gui/review/start.py"/>
        <source>Open session…</source>
        <translation>打开会话…</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/deeds.py"/>
        <source>All sessions</source>
        <translation>所有会话</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/deeds.py"/>
        <source>Back to the list of sessions</source>
        <translation>返回会话列表</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/deeds.py"/>
        <source>Show the folder</source>
        <translation>显示文件夹</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/deeds.py"/>
        <source>Show the session's files</source>
        <translation>显示会话的文件</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/deeds.py"/>
        <location filename="../../../app/mien/gui/toolbar.py"/>
        <source>Export</source>
        <translation>导出</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/deeds.py"/>
        <source>Hand the session on in another format</source>
        <translation>以其他格式导出会话</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/deeds.py"/>
        <source>Save summary…</source>
        <translation>保存摘要…</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/deeds.py"/>
        <source>Save the summary as a picture</source>
        <translation>将摘要保存为图像</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/deeds.py"/>
        <source>Delete session…</source>
        <translation>删除会话…</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/deeds.py"/>
        <source>Delete all of this session</source>
        <translation>删除此会话的全部内容</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/exporting.py"/>
        <source>The export was stopped; nothing was written.</source>
        <translation>导出已停止；未写入任何内容。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/exporting.py"/>
        <source>Export: {format}</source>
        <translation>导出：{format}</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/exporting.py"/>
        <source>{name} is still being written: wait for it, then try again.</source>
        <translation>{name} 仍在写入：请稍候再试。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/exporting.py"/>
        <source>Writing {name}…</source>
        <translation>正在写入 {name}…</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/exporting.py"/>
        <source>Written: {file}</source>
        <translation>已写入：{file}</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/exporting.py"/>
        <source>Writing {name}: {percent}</source>
        <translation>正在写入 {name}：{percent}</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/film.py"/>
        <source>The video is damaged here: what was read of the faces is shown without it.</source>
        <translation>视频在此处已损坏：仅显示从人脸读取的内容。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/film.py"/>
        <source>The video of this session can no longer be read; what was read of the faces is still there.</source>
        <translation>此会话的视频已无法读取；从人脸读取的内容仍在。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/kind_box.py"/>
        <source>Kind of the marker</source>
        <translation>标记的类型</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/kind_box.py"/>
        <source>Kinds of markers</source>
        <translation>标记类型</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/lanes.py"/>
        <source>Most probable expression</source>
        <translation>最可能的表情</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/lanes.py"/>
        <source>Smile intensity, 0 to 5</source>
        <translation>微笑强度，0 至 5</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/marker_panel.py"/>
        <source>No marker yet. Keys 1 to 9 set one at the playhead, 0 a neutral face, I and O the beginning and end of a stimulus.</source>
        <translation>尚无标记。按 1 至 9 在播放头处设置标记，0 为中性面孔，I 和 O 为刺激的开始和结束。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/marker_panel.py"/>
        <source>Time of the marker</source>
        <translation>标记的时间</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/marker_panel.py"/>
        <source>Label of the marker</source>
        <translation>标记的标签</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/marker_panel.py"/>
        <source>Note of the marker</source>
        <translation>标记的备注</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/marker_panel.py"/>
        <source>Move to playhead</source>
        <translation>移至播放头</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/marker_panel.py"/>
        <location filename="../../../app/mien/gui/review/transport.py"/>
        <source>Time</source>
        <translation>时间</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/marker_panel.py"/>
        <source>Kind</source>
        <translation>类型</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/marker_panel.py"/>
        <source>Label</source>
        <translation>标签</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/page.py"/>
        <source>Recorded picture</source>
        <translation>录制的画面</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/page.py"/>
        <source>Opening {name}…</source>
        <translation>正在打开 {name}…</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/page.py"/>
        <source>Deleting {name}…</source>
        <translation>正在删除 {name}…</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/recents.py"/>
        <source>recovered</source>
        <translation>已恢复</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/session_button.py"/>
        <location filename="../../../app/mien/gui/review/start.py"/>
        <source>Sessions</source>
        <translation>会话</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/session_button.py"/>
        <source>Choose a session</source>
        <translation>选择会话</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/session_button.py"/>
        <source>Session: {name}</source>
        <translation>会话：{name}</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/session_line.py"/>
        <source>About the session</source>
        <translation>关于会话</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/session_line.py"/>
        <location filename="../../../app/mien/gui/status_bar.py"/>
        <source>Skipped</source>
        <translation>跳过</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/session_line.py"/>
        <source>Lost</source>
        <translation>丢失</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/session_line.py"/>
        <source>Gaps</source>
        <translation>间断</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/session_line.py"/>
        <source>No session is open</source>
        <translation>没有打开的会话</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/session_line.py"/>
        <source>read by {network}</source>
        <translation>由 {network} 读取</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/side.py"/>
        <source>Session</source>
        <translation>会话</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/side.py"/>
        <source>Summary, scrollable</source>
        <translation>摘要，可滚动</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/start.py"/>
        <source>Nothing was recorded yet. Record on the live page, or open a session folder, or drop it here.</source>
        <translation>尚未录制任何内容。请在实时页面录制，或打开会话文件夹，或将其拖到此处。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/start.py"/>
        <source>Recent sessions</source>
        <translation>最近的会话</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/start.py"/>
        <source>In {folder}</source>
        <translation>位于 {folder}</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/stored.py"/>
        <source>No frame was recorded in this session</source>
        <translation>此会话未录制任何帧</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/stored.py"/>
        <source>No picture was kept, only numbers</source>
        <translation>未保存图像，只有数值</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/stored.py"/>
        <source>The overlays are part of this video</source>
        <translation>叠加层是此视频的一部分</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/stored.py"/>
        <location filename="../../../app/mien/gui/review/under.py"/>
        <source>No picture came here</source>
        <translation>此处没有图像</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/stored.py"/>
        <source>The picture of this frame was not kept</source>
        <translation>此帧的图像未保存</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/summary.py"/>
        <source>No face was seen.</source>
        <translation>未看到人脸。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/summary.py"/>
        <source>share of time</source>
        <translation>时间占比</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/summary.py"/>
        <source>mean, peak; 0 to 5</source>
        <translation>平均、最高；0 至 5</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/summary.py"/>
        <source>mean, peak</source>
        <translation>平均、最高</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/summary.py"/>
        <source>in view {percent}</source>
        <translation>在画面中 {percent}</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/summary.py"/>
        <source>eyes shut {percent}</source>
        <translation>闭眼 {percent}</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/summary.py"/>
        <source>Face {number}: {values}.</source>
        <translation>人脸 {number}：{values}。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/summary.py"/>
        <source>Face {number}: {in_view}; {shares}; smile {mean}, at most {peak}.</source>
        <translation>人脸 {number}：{in_view}；{shares}；微笑 {mean}，最高 {peak}。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/timeline.py"/>
        <source>Timeline</source>
        <translation>时间轴</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/transport.py"/>
        <source>Playing</source>
        <translation>播放</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/transport.py"/>
        <source>Speed and jumps</source>
        <translation>速度与跳转</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/transport.py"/>
        <source>Pause</source>
        <translation>暂停</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/transport.py"/>
        <source>Frame</source>
        <translation>帧</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/under.py"/>
        <source>frame {number}</source>
        <translation>第 {number} 帧</translation>
    </message>
    <message numerus="yes">
        <location filename="../../../app/mien/gui/review/under.py"/>
        <source>{n} frames skipped before this one</source>
        <translation>
            <numerusform>此帧之前跳过 {n} 帧</numerusform>
        </translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/under.py"/>
        <source>Face {number}: not in view</source>
        <translation>人脸 {number}：不在画面中</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/under.py"/>
        <source>Face {number}: not read</source>
        <translation>人脸 {number}：未读取</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/under.py"/>
        <source>Expression not known</source>
        <translation>表情未知</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/under.py"/>
        <source>Smile {value}</source>
        <translation>微笑 {value}</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/under.py"/>
        <source>Face {number}: in view</source>
        <translation>人脸 {number}：在画面中</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/viewer.py"/>
        <source>frame {number} of {count}</source>
        <translation>第 {number} 帧，共 {count} 帧</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/wiring.py"/>
        <source>Delete {name}?</source>
        <translation>删除 {name}？</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/wiring.py"/>
        <source>All of it is deleted from the disk: video, values, saliency and markers, in {folder}. This cannot be undone.</source>
        <translation>将从磁盘删除 {folder} 中的全部内容：视频、数值、显著性和标记。此操作无法撤销。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/wiring.py"/>
        <source>Save the summary</source>
        <translation>保存摘要</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/wiring.py"/>
        <source>Saved: {file}</source>
        <translation>已保存：{file}</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/wiring.py"/>
        <source>{file} could not be written.</source>
        <translation>无法写入 {file}。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/review/wiring.py"/>
        <source>{name} was deleted, all of it.</source>
        <translation>{name} 已全部删除。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/saliency_menu.py"/>
        <location filename="../../../app/mien/gui/toolbar.py"/>
        <source>Which map, and how it looks</source>
        <translation>选择图及其外观</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/saliency_menu.py"/>
        <source>Saliency (where people would look)</source>
        <translation>显著性（人们会看向何处）</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/saliency_menu.py"/>
        <source>Opacity of the map</source>
        <translation>图的不透明度</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/saliency_menu.py"/>
        <source>How the map looks</source>
        <translation>图的外观</translation>
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
        <translation>显著性的颜色</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/saliency_menu.py"/>
        <source>Colour map {name}</source>
        <translation>配色 {name}</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/sending/card.py"/>
        <source>Open it once more</source>
        <translation>再次打开</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/sending/card.py"/>
        <source>With the token, for a receiver</source>
        <translation>包含令牌，供接收端使用</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/sending/card.py"/>
        <source>Copy address</source>
        <translation>复制地址</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/sending/card.py"/>
        <source>What a receiver has to know</source>
        <translation>接收端需要知道的内容</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/sending/card.py"/>
        <source>Copy token</source>
        <translation>复制令牌</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/sending/dialog.py"/>
        <source>Numbers of the faces, while they are analysed. Nothing leaves this computer unless you choose an address elsewhere. Tell the people who are shown.</source>
        <translation>分析过程中人脸的数值。除非您选择其他地址，否则任何内容都不会离开这台电脑。请告知被拍摄的人。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/sending/dialog.py"/>
        <source>Live values to other programs</source>
        <translation>向其他程序发送实时数值</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/sending/dialog.py"/>
        <source>Ways to other programs, scrollable</source>
        <translation>通往其他程序的途径，可滚动</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/sending/dialog.py"/>
        <source>What is switched on goes on</source>
        <translation>已开启的会继续运行</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/sending/wiring.py"/>
        <source>Live values go to other computers</source>
        <translation>实时数值正发送到其他计算机</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/sending/wiring.py"/>
        <source>Live values go to other programs</source>
        <translation>实时数值正发送到其他程序</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/sending/words.py"/>
        <source>Other computers can receive this. Nothing is encrypted: use it only in a network that you trust.</source>
        <translation>其他计算机可以接收。内容未加密：请仅在可信的网络中使用。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/sending/words.py"/>
        <source>Looking for a marker stream</source>
        <translation>正在查找标记流</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/sending/words.py"/>
        <source>Waiting for the network to be loaded</source>
        <translation>正在等待网络加载</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/sending/words.py"/>
        <source>Opening…</source>
        <translation>正在打开…</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/sending/words.py"/>
        <source>nobody listens yet</source>
        <translation>尚无接收者</translation>
    </message>
    <message numerus="yes">
        <location filename="../../../app/mien/gui/sending/words.py"/>
        <source>{n} listen</source>
        <translation>
            <numerusform>{n} 个接收者</numerusform>
        </translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/sending/words.py"/>
        <source>{count} dropped</source>
        <translation>丢弃 {count}</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/sending/words.py"/>
        <source>{count} refused</source>
        <translation>拒绝 {count}</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/sending/words.py"/>
        <source>From {stream}</source>
        <translation>来自 {stream}</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/sending/words.py"/>
        <source>{count} recorded</source>
        <translation>已录制 {count}</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/sending/words.py"/>
        <source>{count} came without a recording</source>
        <translation>{count} 个在未录制时到达</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/smile_meter.py"/>
        <source>Smile intensity</source>
        <translation>微笑强度</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/smile_meter.py"/>
        <source>{value} of {most}</source>
        <translation>{value}，满分 {most}</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/smile_meter.py"/>
        <source>of {most}</source>
        <translation>/ {most}</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/source_desk.py"/>
        <source>No camera found, showing the demo</source>
        <translation>未找到摄像头，正在显示演示</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/source_desk.py"/>
        <source>The cameras did not answer, showing the demo</source>
        <translation>摄像头无响应，正在显示演示</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/source_desk.py"/>
        <source>Camera</source>
        <translation>摄像头</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/source_picker.py"/>
        <source>Source: {name}</source>
        <translation>来源：{name}</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/source_picker.py"/>
        <source>Looking for cameras…</source>
        <translation>正在查找摄像头…</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/source_picker.py"/>
        <source>The cameras did not answer</source>
        <translation>摄像头无响应</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/source_picker.py"/>
        <source>No camera found</source>
        <translation>未找到摄像头</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/stage.py"/>
        <source>Picture area</source>
        <translation>画面区域</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/stage.py"/>
        <source>Hint</source>
        <translation>提示</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/stage.py"/>
        <source>Information</source>
        <translation>信息</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/state.py"/>
        <source>Watch the demo</source>
        <translation>观看演示</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/state.py"/>
        <source>Play again</source>
        <translation>再次播放</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/state.py"/>
        <source>This did not work</source>
        <translation>操作未成功</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/state.py"/>
        <source>The source is not there</source>
        <translation>来源不存在</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/state.py"/>
        <source>The camera is in use</source>
        <translation>摄像头正被占用</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/state.py"/>
        <source>No permission</source>
        <translation>没有权限</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/state.py"/>
        <source>No camera</source>
        <translation>没有摄像头</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/state.py"/>
        <source>Looking for a camera</source>
        <translation>正在查找摄像头</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/state.py"/>
        <source>This takes a moment.</source>
        <translation>请稍候。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/state.py"/>
        <source>The last picture</source>
        <translation>最后一幅图像</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/state.py"/>
        <source>No face in view</source>
        <translation>画面中没有人脸</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/state.py"/>
        <source>Waiting for the first picture</source>
        <translation>正在等待第一幅图像</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/state.py"/>
        <location filename="../../../app/mien/gui/status_bar.py"/>
        <source>Starting</source>
        <translation>正在启动</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/state.py"/>
        <source>Nothing is open</source>
        <translation>未打开任何来源</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/state.py"/>
        <source>Choose a camera, a file or a stream.</source>
        <translation>请选择摄像头、文件或流。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/state.py"/>
        <source>The source stopped giving pictures.</source>
        <translation>来源已停止提供图像。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/state.py"/>
        <source>Lost, reconnecting</source>
        <translation>已断开，正在重新连接</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/state.py"/>
        <source>The source</source>
        <translation>来源</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/state.py"/>
        <source>{name} was played to its end.</source>
        <translation>{name} 已播放完毕。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/state.py"/>
        <source>The end</source>
        <translation>结束</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/state.py"/>
        <source>No cause is known. Try again, or choose another source.</source>
        <translation>原因未知。请重试，或选择其他来源。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/state.py"/>
        <source>The source is being closed.</source>
        <translation>正在关闭来源。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/state.py"/>
        <location filename="../../../app/mien/gui/status_bar.py"/>
        <source>Stopping</source>
        <translation>正在停止</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/state_card.py"/>
        <source>Progress</source>
        <translation>进度</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/status_bar.py"/>
        <source>Finding faces</source>
        <translation>查找人脸</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/status_bar.py"/>
        <source>Cutting out</source>
        <translation>裁剪</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/status_bar.py"/>
        <source>Network</source>
        <translation>网络</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/status_bar.py"/>
        <source>Measuring</source>
        <translation>测量</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/status_bar.py"/>
        <source>Idle</source>
        <translation>空闲</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/status_bar.py"/>
        <source>Reconnecting</source>
        <translation>正在重新连接</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/status_bar.py"/>
        <source>Ended</source>
        <translation>已结束</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/status_bar.py"/>
        <source>Failed</source>
        <translation>失败</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/status_bar.py"/>
        <source>Status</source>
        <translation>状态栏</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/status_bar.py"/>
        <source>State</source>
        <translation>状态</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/status_bar.py"/>
        <source>Analysed frames a second</source>
        <translation>每秒分析的帧数</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/status_bar.py"/>
        <source>Latency</source>
        <translation>延迟</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/status_bar.py"/>
        <source>Skipped frames</source>
        <translation>跳过的帧</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/status_bar.py"/>
        <source>Frozen</source>
        <translation>已冻结</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/status_bar.py"/>
        <source>From capture to paint: median {median}, 95 of 100 within {p95}</source>
        <translation>从采集到显示：中位数 {median}，95% 在 {p95} 以内</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/status_bar.py"/>
        <source>ONNX Runtime uses {provider}</source>
        <translation>ONNX Runtime 使用 {provider}</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/status_bar.py"/>
        <source>Not known yet</source>
        <translation>尚不清楚</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/status_bar.py"/>
        <source>Frames analysed in the last second</source>
        <translation>最近一秒分析的帧数</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/status_bar.py"/>
        <source>From capture to paint</source>
        <translation>从采集到显示</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/status_bar.py"/>
        <source>Frames captured but not analysed, to stay live</source>
        <translation>为保持实时而采集却未分析的帧</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/status_bar.py"/>
        <source>{rate} really come</source>
        <translation>实际到达 {rate}</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/status_bar.py"/>
        <source>Pixel format {name}</source>
        <translation>像素格式 {name}</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/status_bar.py"/>
        <source>The newest picture was captured {age} ago</source>
        <translation>最新图像采集于 {age} 前</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/third_parties.py"/>
        <source>Faces are found by MediaPipe and its Face Landmarker model, copyright Google LLC and the MediaPipe authors, under the Apache License, version 2.0; both are used unchanged.</source>
        <translation>人脸由 MediaPipe 及其 Face Landmarker 模型检测，版权归 Google LLC 和 MediaPipe 作者所有，采用 Apache 许可证 2.0 版；两者均未经修改。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/third_parties.py"/>
        <source>This copy was installed from packages. Each brought the text of its licence, which lies with it in the Python environment.</source>
        <translation>此副本由软件包安装。每个软件包都附带许可文本，与其一同位于 Python 环境中。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/third_parties.py"/>
        <source>Back to the list of third parties</source>
        <translation>返回第三方组件列表</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/third_parties.py"/>
        <source>Back to the list</source>
        <translation>返回列表</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/tick.py"/>
        <source>Smile in the history</source>
        <translation>历史中的微笑</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/tick.py"/>
        <source>Draw the smile in the history</source>
        <translation>在历史中绘制微笑</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/toolbar.py"/>
        <source>Toolbar</source>
        <translation>工具栏</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/toolbar.py"/>
        <source>Export the session</source>
        <translation>导出会话</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/toolbar.py"/>
        <source>Open</source>
        <translation>打开</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/toolbar.py"/>
        <source>Map</source>
        <translation>图</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/trouble.py"/>
        <source>Something went wrong inside Mien ({error}). It goes on. A report was written on this computer; nothing is sent.</source>
        <translation>Mien 内部出现错误（{error}），程序继续运行。报告已写入这台电脑；不会发送任何内容。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/trouble.py"/>
        <source>Something went wrong inside Mien ({error}). The recording was closed, so that nothing of it is lost. A report was written on this computer; nothing is sent.</source>
        <translation>Mien 内部出现错误（{error}）。录制已关闭，以免丢失内容。报告已写入这台电脑；不会发送任何内容。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/trouble.py"/>
        <source>Something went wrong inside Mien ({error}), and no report could be written.</source>
        <translation>Mien 内部出现错误（{error}），且无法写入报告。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/trouble.py"/>
        <source>Mien ended unexpectedly the last time. A report was written on this computer; nothing is sent.</source>
        <translation>Mien 上次意外结束。报告已写入这台电脑；不会发送任何内容。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/gui/trouble.py"/>
        <source>Show report</source>
        <translation>显示报告</translation>
    </message>
    <message>
        <location filename="../../../app/mien/measures/calibration.py"/>
        <source>Too few pictures came in three seconds: wait until it runs faster, then try again.</source>
        <translation>三秒内到达的图像太少：请等运行更快后再试。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/measures/calibration.py"/>
        <source>The face was not in view all the time: stay in the picture and try again.</source>
        <translation>人脸并非始终在画面中：请保持在画面内再试。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/measures/calibration.py"/>
        <source>Look straight into the camera and try again.</source>
        <translation>请正视摄像头再试。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/measures/calibration.py"/>
        <source>Hold your head still for three seconds and try again.</source>
        <translation>请保持头部静止三秒再试。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/measures/calibration.py"/>
        <source>Keep your face at rest for three seconds and try again.</source>
        <translation>请保持面部放松三秒再试。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/measures/calibration.py"/>
        <source>Let your face rest without a smile and try again.</source>
        <translation>请放松面部、不要微笑再试。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/measures/calibration.py"/>
        <source>The network does not read this face: nothing can be calibrated.</source>
        <translation>网络未读取此人脸：无法校准。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/measures/observer.py"/>
        <source>Still pictures cannot be calibrated: open a camera or a video.</source>
        <translation>静态图像无法校准：请打开摄像头或视频。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/measures/observer.py"/>
        <source>The face was lost: try again once it is in view.</source>
        <translation>人脸丢失：请待其重新出现后再试。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/measures/profiles.py"/>
        <source>The profile {name} cannot be kept ({why}): make room or change who may write.</source>
        <translation>档案 {name} 无法保存（{why}）：请腾出空间或更改写入权限。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/measures/profiles.py"/>
        <source>The profile {name} was made with another network: calibrate this person again.</source>
        <translation>档案 {name} 由另一个网络生成：请重新校准此人。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/measures/profiles.py"/>
        <source>The profile {name} cannot be deleted ({why}).</source>
        <translation>档案 {name} 无法删除（{why}）。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/measures/profiles.py"/>
        <source>A profile cannot be called so: use letters, digits and spaces.</source>
        <translation>档案不能这样命名：请使用字母、数字和空格。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/measures/profiles.py"/>
        <source>The profile {name} cannot be read ({why}).</source>
        <translation>档案 {name} 无法读取（{why}）。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/measures/profiles.py"/>
        <source>The profile {name} is damaged or made by hand: delete it and calibrate again.</source>
        <translation>档案 {name} 已损坏或为手工制作：请删除后重新校准。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/measures/quality.py"/>
        <source>The face is blurred: hold still, or set the camera's focus.</source>
        <translation>人脸模糊：请保持静止，或调整摄像头对焦。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/measures/quality.py"/>
        <source>The face is too dark: put a light in front of it.</source>
        <translation>人脸太暗：请在前方放置光源。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/measures/quality.py"/>
        <source>The face is too bright: take away light, or lower the camera's exposure.</source>
        <translation>人脸太亮：请减少光线，或降低摄像头曝光。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/measures/quality.py"/>
        <source>Parts of the face are pure black or white: the light is too hard.</source>
        <translation>面部有纯黑或纯白的区域：光线太硬。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/measures/quality.py"/>
        <source>The face is too small: come closer to the camera.</source>
        <translation>人脸太小：请靠近摄像头。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/measures/quality.py"/>
        <source>The head is turned too far away from the camera.</source>
        <translation>头部偏离摄像头过多。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/measures/quality.py"/>
        <source>Part of the face is outside the picture.</source>
        <translation>面部有一部分在画面之外。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/measures/quality.py"/>
        <source>Part of the face seems to be covered.</source>
        <translation>面部有一部分似乎被遮挡。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/measures/quality.py"/>
        <source>Blurred</source>
        <translation>模糊</translation>
    </message>
    <message>
        <location filename="../../../app/mien/measures/quality.py"/>
        <source>Too dark</source>
        <translation>太暗</translation>
    </message>
    <message>
        <location filename="../../../app/mien/measures/quality.py"/>
        <source>Too bright</source>
        <translation>太亮</translation>
    </message>
    <message>
        <location filename="../../../app/mien/measures/quality.py"/>
        <source>Hard light</source>
        <translation>光线太硬</translation>
    </message>
    <message>
        <location filename="../../../app/mien/measures/quality.py"/>
        <source>Too small</source>
        <translation>太小</translation>
    </message>
    <message>
        <location filename="../../../app/mien/measures/quality.py"/>
        <source>Turned away</source>
        <translation>偏转</translation>
    </message>
    <message>
        <location filename="../../../app/mien/measures/quality.py"/>
        <source>Cut off</source>
        <translation>被截断</translation>
    </message>
    <message>
        <location filename="../../../app/mien/measures/quality.py"/>
        <source>Covered</source>
        <translation>被遮挡</translation>
    </message>
    <message>
        <location filename="../../../app/mien/network/card_file.py"/>
        <source>This ONNX file is another network: it carries no Mien card.</source>
        <translation>此 ONNX 文件是另一个网络：没有 Mien 模型卡。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/network/card_file.py"/>
        <source>The card in this ONNX file is not complete: {problems}.</source>
        <translation>此 ONNX 文件中的模型卡不完整：{problems}。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/network/failure.py"/>
        <source>{name} cannot be used: {problems}; and {count} more. 'mien network {name}' lists all.</source>
        <translation>{name} 无法使用：{problems}；另有 {count} 项。“mien network {name}”会列出全部。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/network/failure.py"/>
        <source>{name} cannot be used: {problems}.</source>
        <translation>{name} 无法使用：{problems}。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/network/nvidia.py"/>
        <source>No NVIDIA GPU was found.</source>
        <translation>未找到 NVIDIA GPU。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/network/nvidia.py"/>
        <source>There is an NVIDIA GPU, but its driver is not installed.</source>
        <translation>有 NVIDIA GPU，但未安装其驱动。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/network/nvidia.py"/>
        <source>The NVIDIA driver does not answer: restart the computer.</source>
        <translation>NVIDIA 驱动无响应：请重新启动计算机。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/network/nvidia.py"/>
        <source>The NVIDIA driver lists no GPU: it may be lent to another system or too old.</source>
        <translation>NVIDIA 驱动未列出 GPU：它可能被其他系统占用或过旧。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/network/nvidia.py"/>
        <source>The NVIDIA driver can do CUDA {had}, but CUDA {needed} is needed: update it.</source>
        <translation>NVIDIA 驱动支持 CUDA {had}，但需要 CUDA {needed}：请更新。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/network/nvidia.py"/>
        <source>There is an NVIDIA GPU, but {name} is missing: it comes with CUDA {cuda} and cuDNN {cudnn}.</source>
        <translation>有 NVIDIA GPU，但缺少 {name}：它随 CUDA {cuda} 和 cuDNN {cudnn} 提供。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/network/nvidia.py"/>
        <source>The GPU's memory is full: {free} of {total} MB are free, and about {needed} MB are needed. Close another program that uses the GPU.</source>
        <translation>GPU 内存已满：{total} MB 中剩余 {free} MB，约需 {needed} MB。请关闭其他使用 GPU 的程序。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/network/own.py"/>
        <source>The network {name} was stopped: {reason}.</source>
        <translation>网络 {name} 已停止：{reason}。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/network/providers.py"/>
        <source>The network runs on the CPU.</source>
        <translation>网络在 CPU 上运行。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/network/providers.py"/>
        <source>This ONNX Runtime was built without CUDA.</source>
        <translation>此 ONNX Runtime 构建时未包含 CUDA。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/network/providers.py"/>
        <source>CUDA could not be started, although driver, libraries and free memory are there: the log may say more.</source>
        <translation>驱动、库和空闲内存都在，但 CUDA 无法启动：日志中可能有更多信息。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/network/providers.py"/>
        <source>The GPU stopped answering, so the network runs on the CPU from here on; nothing was lost. Once the GPU is back, choose it again on the diagnostics page.</source>
        <translation>GPU 停止响应，因此网络从此处起在 CPU 上运行；没有丢失任何内容。GPU 恢复后，请在诊断页面重新选择。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/network/providers.py"/>
        <source>There is no device '{device}': choose auto, {devices}.</source>
        <translation>没有设备“{device}”：请选择 auto、{devices}。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/network/providers.py"/>
        <source>This ONNX Runtime cannot use '{device}': choose another device, or install a build that can.</source>
        <translation>此 ONNX Runtime 无法使用“{device}”：请选择其他设备，或安装支持的版本。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/network/providers.py"/>
        <source>{providers} could not be started, so the network runs on the CPU.</source>
        <translation>{providers} 无法启动，因此网络在 CPU 上运行。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/network/providers.py"/>
        <source>To mend it: {command}</source>
        <translation>修复方法：{command}</translation>
    </message>
    <message>
        <location filename="../../../app/mien/network/session.py"/>
        <source>The network {file} cannot be read: {reason}.</source>
        <translation>网络 {file} 无法读取：{reason}。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/network/session.py"/>
        <source>{name} keeps its weights in another file: export it as one file.</source>
        <translation>{name} 的权重在另一个文件中：请导出为单个文件。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/network/session.py"/>
        <source>{name} needs an operator that ONNX Runtime does not have: export it for another opset.</source>
        <translation>{name} 需要 ONNX Runtime 没有的算子：请针对其他 opset 导出。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/network/session.py"/>
        <source>{name} is damaged or no ONNX network; choose another file or install Mien anew.</source>
        <translation>{name} 已损坏或不是 ONNX 网络；请选择其他文件，或重新安装 Mien。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/outlets/extras.py"/>
        <source>This needs {module}, which is not installed: run pip install 'mien[{extra}]'.</source>
        <translation>这需要未安装的 {module}：请运行 pip install 'mien[{extra}]'。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/outlets/lsl.py"/>
        <source>Streams {faces} and {markers}</source>
        <translation>流 {faces} 和 {markers}</translation>
    </message>
    <message>
        <location filename="../../../app/mien/outlets/lsl_library.py"/>
        <source>Lab Streaming Layer is already in use with another reach: start Mien anew.</source>
        <translation>Lab Streaming Layer 已以其他范围使用：请重新启动 Mien。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/outlets/lsl_markers.py"/>
        <source>A stream's name cannot hold both kinds of quotes: {stream}</source>
        <translation>流的名称不能同时包含两种引号：{stream}</translation>
    </message>
    <message>
        <location filename="../../../app/mien/outlets/osc.py"/>
        <source>The host {host} for OSC is not known: check its name.</source>
        <translation>未知的 OSC 主机 {host}：请检查名称。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/outlets/peers.py"/>
        <source>The WebSocket could not be started; the log says more.</source>
        <translation>WebSocket 无法启动；详情见日志。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/outlets/peers.py"/>
        <source>The WebSocket cannot listen on {host}:{port} ({reason}): choose another port.</source>
        <translation>WebSocket 无法监听 {host}:{port}（{reason}）：请选择其他端口。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/outlets/virtual_camera.py"/>
        <source>There is no virtual camera: install OBS Studio, which brings one.</source>
        <translation>没有虚拟摄像头：请安装自带虚拟摄像头的 OBS Studio。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/outlets/virtual_camera.py"/>
        <source>There is no virtual camera: install OBS Studio and start its virtual camera once.</source>
        <translation>没有虚拟摄像头：请安装 OBS Studio 并启动一次其虚拟摄像头。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/outlets/virtual_camera.py"/>
        <source>There is no virtual camera: install v4l2loopback (on Debian or Ubuntu: sudo apt install v4l2loopback-dkms), then run sudo modprobe v4l2loopback exclusive_caps=1 card_label=Mien.</source>
        <translation>没有虚拟摄像头：请安装 v4l2loopback（Debian 或 Ubuntu：sudo apt install v4l2loopback-dkms），然后运行 sudo modprobe v4l2loopback exclusive_caps=1 card_label=Mien。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/outlets/virtual_camera.py"/>
        <source>The virtual camera cannot be used ({reason}).</source>
        <translation>虚拟摄像头无法使用（{reason}）。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/overlays/__init__.py"/>
        <source>Saliency map: where people would look, which guides the network</source>
        <translation>显著性图：人们会看向何处，这引导网络</translation>
    </message>
    <message>
        <location filename="../../../app/mien/overlays/__init__.py"/>
        <source>Evidence</source>
        <translation>证据</translation>
    </message>
    <message>
        <location filename="../../../app/mien/overlays/__init__.py"/>
        <source>Evidence map: which places speak for a value, and which against it</source>
        <translation>证据图：哪些位置支持某个数值，哪些反对</translation>
    </message>
    <message>
        <location filename="../../../app/mien/overlays/__init__.py"/>
        <location filename="../../../app/mien/settings.py"/>
        <source>Landmarks</source>
        <translation>关键点</translation>
    </message>
    <message>
        <location filename="../../../app/mien/overlays/__init__.py"/>
        <source>Landmarks: face oval, eyes, irises, brows, nose and lips</source>
        <translation>关键点：面部轮廓、眼睛、虹膜、眉毛、鼻子和嘴唇</translation>
    </message>
    <message>
        <location filename="../../../app/mien/overlays/__init__.py"/>
        <location filename="../../../app/mien/settings.py"/>
        <source>Box</source>
        <translation>方框</translation>
    </message>
    <message>
        <location filename="../../../app/mien/overlays/__init__.py"/>
        <source>Box and number of each face</source>
        <translation>每张人脸的方框和编号</translation>
    </message>
    <message>
        <location filename="../../../app/mien/overlays/__init__.py"/>
        <source>Expression: what each face looks like most</source>
        <translation>表情：每张人脸最像什么</translation>
    </message>
    <message>
        <location filename="../../../app/mien/overlays/__init__.py"/>
        <source>Smile intensity beside each face, 0 to 5</source>
        <translation>每张人脸旁的微笑强度，0 至 5</translation>
    </message>
    <message>
        <location filename="../../../app/mien/overlays/__init__.py"/>
        <source>Action Units: the strongest three beside the main face</source>
        <translation>动作单元：主要人脸旁显示最强的三个</translation>
    </message>
    <message>
        <location filename="../../../app/mien/overlays/box.py"/>
        <source>{face}: {reason}</source>
        <translation>{face}：{reason}</translation>
    </message>
    <message>
        <location filename="../../../app/mien/overlays/evidence.py"/>
        <source>against</source>
        <translation>反对</translation>
    </message>
    <message>
        <location filename="../../../app/mien/overlays/evidence.py"/>
        <source>for</source>
        <translation>支持</translation>
    </message>
    <message>
        <location filename="../../../app/mien/overlays/evidence.py"/>
        <source>Evidence for each likeliest expression</source>
        <translation>各最可能表情的证据</translation>
    </message>
    <message>
        <location filename="../../../app/mien/overlays/facs.py"/>
        <source>Inner brow raiser</source>
        <translation>内眉上扬</translation>
    </message>
    <message>
        <location filename="../../../app/mien/overlays/facs.py"/>
        <source>Outer brow raiser</source>
        <translation>外眉上扬</translation>
    </message>
    <message>
        <location filename="../../../app/mien/overlays/facs.py"/>
        <source>Brow lowerer</source>
        <translation>眉毛下压</translation>
    </message>
    <message>
        <location filename="../../../app/mien/overlays/facs.py"/>
        <source>Upper lid raiser</source>
        <translation>上眼睑上抬</translation>
    </message>
    <message>
        <location filename="../../../app/mien/overlays/facs.py"/>
        <source>Cheek raiser</source>
        <translation>脸颊上抬</translation>
    </message>
    <message>
        <location filename="../../../app/mien/overlays/facs.py"/>
        <source>Lid tightener</source>
        <translation>眼睑收紧</translation>
    </message>
    <message>
        <location filename="../../../app/mien/overlays/facs.py"/>
        <source>Nose wrinkler</source>
        <translation>皱鼻</translation>
    </message>
    <message>
        <location filename="../../../app/mien/overlays/facs.py"/>
        <source>Upper lip raiser</source>
        <translation>上唇上抬</translation>
    </message>
    <message>
        <location filename="../../../app/mien/overlays/facs.py"/>
        <source>Nasolabial deepener</source>
        <translation>鼻唇沟加深</translation>
    </message>
    <message>
        <location filename="../../../app/mien/overlays/facs.py"/>
        <source>Lip corner puller</source>
        <translation>嘴角上扬</translation>
    </message>
    <message>
        <location filename="../../../app/mien/overlays/facs.py"/>
        <source>Dimpler</source>
        <translation>酒窝</translation>
    </message>
    <message>
        <location filename="../../../app/mien/overlays/facs.py"/>
        <source>Lip corner depressor</source>
        <translation>嘴角下拉</translation>
    </message>
    <message>
        <location filename="../../../app/mien/overlays/facs.py"/>
        <source>Lower lip depressor</source>
        <translation>下唇下压</translation>
    </message>
    <message>
        <location filename="../../../app/mien/overlays/facs.py"/>
        <source>Chin raiser</source>
        <translation>下巴上抬</translation>
    </message>
    <message>
        <location filename="../../../app/mien/overlays/facs.py"/>
        <source>Lip pucker</source>
        <translation>嘴唇撅起</translation>
    </message>
    <message>
        <location filename="../../../app/mien/overlays/facs.py"/>
        <source>Lip stretcher</source>
        <translation>嘴唇拉伸</translation>
    </message>
    <message>
        <location filename="../../../app/mien/overlays/facs.py"/>
        <source>Neck tightener</source>
        <translation>颈部收紧</translation>
    </message>
    <message>
        <location filename="../../../app/mien/overlays/facs.py"/>
        <source>Lip funneler</source>
        <translation>嘴唇漏斗状</translation>
    </message>
    <message>
        <location filename="../../../app/mien/overlays/facs.py"/>
        <source>Lip tightener</source>
        <translation>嘴唇收紧</translation>
    </message>
    <message>
        <location filename="../../../app/mien/overlays/facs.py"/>
        <source>Lip pressor</source>
        <translation>嘴唇紧压</translation>
    </message>
    <message>
        <location filename="../../../app/mien/overlays/facs.py"/>
        <source>Lips part</source>
        <translation>嘴唇分开</translation>
    </message>
    <message>
        <location filename="../../../app/mien/overlays/facs.py"/>
        <source>Jaw drop</source>
        <translation>下颌下落</translation>
    </message>
    <message>
        <location filename="../../../app/mien/overlays/facs.py"/>
        <source>Mouth stretch</source>
        <translation>嘴巴张大</translation>
    </message>
    <message>
        <location filename="../../../app/mien/overlays/facs.py"/>
        <source>Lip suck</source>
        <translation>嘴唇内吸</translation>
    </message>
    <message>
        <location filename="../../../app/mien/overlays/facs.py"/>
        <source>Eyes closed</source>
        <translation>闭眼</translation>
    </message>
    <message>
        <location filename="../../../app/mien/overlays/facs.py"/>
        <source>Blink</source>
        <translation>眨眼</translation>
    </message>
    <message>
        <location filename="../../../app/mien/overlays/facs.py"/>
        <source>Lifts the inner ends of the brows; the forehead folds in its middle. Frontalis.</source>
        <translation>抬起眉毛内端；额头中部起皱。额肌。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/overlays/facs.py"/>
        <source>Lifts the outer ends of the brows into an arch. Frontalis, outer part.</source>
        <translation>将眉毛外端抬成弧形。额肌外侧部。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/overlays/facs.py"/>
        <source>Pulls the brows down and together; folds stand between them. Corrugator.</source>
        <translation>将眉毛下拉并聚拢；眉间起皱。皱眉肌。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/overlays/facs.py"/>
        <source>Raises the upper lids, so that more white shows. Levator palpebrae.</source>
        <translation>抬起上眼睑，露出更多眼白。上睑提肌。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/overlays/facs.py"/>
        <source>Lifts the cheeks and gathers the skin around the eyes. Orbicularis oculi.</source>
        <translation>抬起脸颊，使眼周皮肤聚拢。眼轮匝肌。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/overlays/facs.py"/>
        <source>Tightens the lids and narrows the eyes. Orbicularis oculi, inner part.</source>
        <translation>收紧眼睑，使眼睛变窄。眼轮匝肌内侧部。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/overlays/facs.py"/>
        <source>Wrinkles the nose along its sides and draws the brows down. Levator labii.</source>
        <translation>使鼻侧起皱并下拉眉毛。提上唇肌。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/overlays/facs.py"/>
        <source>Lifts the upper lip in its middle; the folds beside the nose deepen. Levator.</source>
        <translation>抬起上唇中部；鼻旁皱褶加深。提肌。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/overlays/facs.py"/>
        <source>Deepens the upper part of the folds beside the nose. Zygomaticus minor.</source>
        <translation>加深鼻旁皱褶的上部。颧小肌。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/overlays/facs.py"/>
        <source>Pulls the corners of the lips up and back, as in a smile. Zygomaticus major.</source>
        <translation>将嘴角向上向后拉，如微笑。颧大肌。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/overlays/facs.py"/>
        <source>Presses the corners of the lips inward, so that they dimple. Buccinator.</source>
        <translation>将嘴角向内压，形成酒窝。颊肌。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/overlays/facs.py"/>
        <source>Draws the corners of the lips down. Depressor anguli oris.</source>
        <translation>将嘴角向下拉。降口角肌。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/overlays/facs.py"/>
        <source>Draws the lower lip down and flattens the chin. Depressor labii inferioris.</source>
        <translation>将下唇下拉并使下巴变平。降下唇肌。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/overlays/facs.py"/>
        <source>Pushes the chin and the lower lip up; the chin wrinkles. Mentalis.</source>
        <translation>将下巴和下唇上推；下巴起皱。颏肌。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/overlays/facs.py"/>
        <source>Draws the lips together to a small round. Incisivii labii.</source>
        <translation>将嘴唇聚成小圆形。切牙肌。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/overlays/facs.py"/>
        <source>Stretches the lips straight back towards the ears. Risorius.</source>
        <translation>将嘴唇水平拉向耳朵。笑肌。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/overlays/facs.py"/>
        <source>Tightens the skin of the neck. Platysma. It has no landmarks to be lit.</source>
        <translation>收紧颈部皮肤。颈阔肌。没有可点亮的关键点。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/overlays/facs.py"/>
        <source>Pushes the lips out like a funnel. Orbicularis oris.</source>
        <translation>将嘴唇像漏斗一样突出。口轮匝肌。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/overlays/facs.py"/>
        <source>Tightens the lips, which become narrower. Orbicularis oris.</source>
        <translation>收紧嘴唇，使其变窄。口轮匝肌。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/overlays/facs.py"/>
        <source>Presses the lips together without pushing the chin up. Orbicularis oris.</source>
        <translation>紧压嘴唇而不上推下巴。口轮匝肌。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/overlays/facs.py"/>
        <source>Parts the lips, with the teeth together or not.</source>
        <translation>分开嘴唇，牙齿闭合与否均可。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/overlays/facs.py"/>
        <source>Lets the jaw drop as its muscles relax.</source>
        <translation>下颌肌肉放松，使下颌下落。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/overlays/facs.py"/>
        <source>Pulls the jaw down, so that the mouth stands wide open. Pterygoids, digastric.</source>
        <translation>将下颌下拉，使嘴巴大张。翼肌、二腹肌。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/overlays/facs.py"/>
        <source>Sucks the lips into the mouth. Orbicularis oris.</source>
        <translation>将嘴唇吸入口中。口轮匝肌。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/overlays/facs.py"/>
        <source>Closes the eyes for half a second or longer.</source>
        <translation>闭眼半秒或更久。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/overlays/facs.py"/>
        <source>Closes the eyes and opens them again at once.</source>
        <translation>闭眼后立即睁开。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/overlays/facs.py"/>
        <source>trace</source>
        <translation>微量</translation>
    </message>
    <message>
        <location filename="../../../app/mien/overlays/facs.py"/>
        <source>slight</source>
        <translation>轻微</translation>
    </message>
    <message>
        <location filename="../../../app/mien/overlays/facs.py"/>
        <source>marked</source>
        <translation>明显</translation>
    </message>
    <message>
        <location filename="../../../app/mien/overlays/facs.py"/>
        <source>severe</source>
        <translation>强烈</translation>
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
        <translation>高兴</translation>
    </message>
    <message>
        <location filename="../../../app/mien/overlays/values.py"/>
        <source>Surprise</source>
        <translation>惊讶</translation>
    </message>
    <message>
        <location filename="../../../app/mien/overlays/values.py"/>
        <source>Sadness</source>
        <translation>悲伤</translation>
    </message>
    <message>
        <location filename="../../../app/mien/overlays/values.py"/>
        <source>Anger</source>
        <translation>愤怒</translation>
    </message>
    <message>
        <location filename="../../../app/mien/overlays/values.py"/>
        <source>Disgust</source>
        <translation>厌恶</translation>
    </message>
    <message>
        <location filename="../../../app/mien/overlays/values.py"/>
        <source>Fear</source>
        <translation>恐惧</translation>
    </message>
    <message>
        <location filename="../../../app/mien/overlays/values.py"/>
        <source>Contempt</source>
        <translation>轻蔑</translation>
    </message>
    <message>
        <location filename="../../../app/mien/record/codecs.py"/>
        <source>This system has no H.264 encoder that works: choose MPEG-4, which every system can write.</source>
        <translation>此系统没有可用的 H.264 编码器：请选择任何系统都能写入的 MPEG-4。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/record/deletion.py"/>
        <source>{folder} is no session folder: nothing was deleted.</source>
        <translation>{folder} 不是会话文件夹：未删除任何内容。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/record/deletion.py"/>
        <source>{folder} could not be deleted wholly ({reason}): close what uses it and try again.</source>
        <translation>{folder} 未能全部删除（{reason}）：请关闭占用它的程序后重试。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/record/deletion.py"/>
        <source>{folder} is no session: nothing was deleted.</source>
        <translation>{folder} 不是会话：未删除任何内容。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/record/deletion.py"/>
        <source>{folder} holds the folder {name}, which is not Mien's: move it away first.</source>
        <translation>{folder} 中含有不属于 Mien 的文件夹 {name}：请先将其移走。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/record/deletion.py"/>
        <location filename="../../../app/mien/record/recover.py"/>
        <location filename="../../../app/mien/record/session.py"/>
        <source>{name} is being recorded just now: stop the recording first.</source>
        <translation>{name} 正在录制：请先停止录制。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/record/layout.py"/>
        <source>{name} in {folder} is no plain file: take it away to open the rest.</source>
        <translation>{folder} 中的 {name} 不是普通文件：请移走它以打开其余内容。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/record/layout.py"/>
        <source>{name} in {folder} cannot be read ({reason}).</source>
        <translation>{folder} 中的 {name} 无法读取（{reason}）。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/record/lines.py"/>
        <source>{file} in {folder} is damaged ({why}): take it from a backup, or keep what is whole before the damage with 'mien recover' on a copy.</source>
        <translation>{folder} 中的 {file} 已损坏（{why}）：请从备份取回，或在副本上用“mien recover”保留损坏之前的完整部分。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/record/manifest.py"/>
        <source>The session's date lies outside the calendar.</source>
        <translation>会话的日期超出日历范围。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/record/manifest.py"/>
        <source>{folder} is no session: it has no {file}.</source>
        <translation>{folder} 不是会话：缺少 {file}。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/record/manifest.py"/>
        <source>{name} was recorded by a newer Mien (format {version}, this one reads up to {schema}): update Mien to open it.</source>
        <translation>{name} 由较新的 Mien 录制（格式 {version}，此版本最高读取 {schema}）：请更新 Mien 后打开。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/record/manifest.py"/>
        <source>{file} in {folder} is damaged or made by hand: '{place}' cannot be used.</source>
        <translation>{folder} 中的 {file} 已损坏或为手工制作：“{place}”无法使用。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/record/manifest.py"/>
        <source>{file} in {folder} is damaged: copy it back from a backup.</source>
        <translation>{folder} 中的 {file} 已损坏：请从备份复制回来。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/record/manifest.py"/>
        <location filename="../../../app/mien/record/markers.py"/>
        <location filename="../../../app/mien/record/tables.py"/>
        <source>{path} cannot be read ({reason}).</source>
        <translation>无法读取 {path}（{reason}）。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/record/markers.py"/>
        <source>{file} in {folder} is too large to be one of Mien's.</source>
        <translation>{folder} 中的 {file} 太大，不可能是 Mien 的文件。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/record/markers.py"/>
        <source>Line {number} of {file} in {folder} is damaged: mend it or take it away.</source>
        <translation>{folder} 中 {file} 的第 {number} 行已损坏：请修复或删除。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/record/markers.py"/>
        <source>The markers in {folder} cannot be saved ({reason}): check that you may write there and that there is room.</source>
        <translation>{folder} 中的标记无法保存（{reason}）：请检查是否可写入以及是否有空间。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/record/progress.py"/>
        <source>The folder {folder} is gone, or its disk was taken away: the recording ended.</source>
        <translation>文件夹 {folder} 已不存在，或其磁盘被移除：录制已结束。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/record/progress.py"/>
        <source>{folder} could no longer be written ({reason}): the recording ended.</source>
        <translation>{folder} 已无法写入（{reason}）：录制已结束。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/record/progress.py"/>
        <source>The recording ended unexpectedly; what came before is kept, and the log says more.</source>
        <translation>录制意外结束；之前的内容已保留，详情见日志。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/record/progress.py"/>
        <source>The disk of {folder} is full: the recording ended there; make room for the next one.</source>
        <translation>{folder} 所在磁盘已满：录制到此结束；请为下一次腾出空间。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/record/recover.py"/>
        <source>The recording was cut short and recovered.</source>
        <translation>录制曾中断，现已恢复。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/record/recover.py"/>
        <source>There is no recording {folder}: check the path.</source>
        <translation>没有录制 {folder}：请检查路径。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/record/recover.py"/>
        <source>{folder} cannot be written ({reason}): copy it to a disk with room where you may write, and recover the copy.</source>
        <translation>{folder} 无法写入（{reason}）：请将其复制到有空间且可写入的磁盘，再恢复该副本。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/record/recover.py"/>
        <source>No picture of {name} had reached the disk.</source>
        <translation>{name} 没有图像写入磁盘。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/record/recover.py"/>
        <source>{folder} cannot be renamed ({reason}): its files are whole, rename it by hand.</source>
        <translation>{folder} 无法重命名（{reason}）：其文件完整，请手动重命名。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/record/resume.py"/>
        <source>{name} is being written just now: wait for it, or stop it first.</source>
        <translation>{name} 正在写入：请等待，或先停止。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/record/resume.py"/>
        <source>{folder} cannot be written ({reason}).</source>
        <translation>{folder} 无法写入（{reason}）。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/record/resume.py"/>
        <source>{folder} has no {file}: delete it to begin anew.</source>
        <translation>{folder} 缺少 {file}：请删除后重新开始。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/record/session.py"/>
        <source>There is no session folder {folder}: check the path.</source>
        <translation>没有会话文件夹 {folder}：请检查路径。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/record/session.py"/>
        <source>The recording of {name} was cut short: run 'mien recover "{folder}"' first.</source>
        <translation>{name} 的录制曾中断：请先运行 mien recover "{folder}"。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/record/tables.py"/>
        <source>{folder} has no {file}: it is no whole session.</source>
        <translation>{folder} 缺少 {file}：不是完整的会话。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/record/writing.py"/>
        <source>{folder} cannot be written ({reason}): choose another folder for the recording, or make room there.</source>
        <translation>{folder} 无法写入（{reason}）：请为录制选择其他文件夹，或腾出空间。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/settings.py"/>
        <source>Theme</source>
        <translation>主题</translation>
    </message>
    <message>
        <location filename="../../../app/mien/settings.py"/>
        <source>Dark or light, or as the desktop has it.</source>
        <translation>深色或浅色，或与桌面一致。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/settings.py"/>
        <source>As the system</source>
        <translation>跟随系统</translation>
    </message>
    <message>
        <location filename="../../../app/mien/settings.py"/>
        <source>Light</source>
        <translation>浅色</translation>
    </message>
    <message>
        <location filename="../../../app/mien/settings.py"/>
        <source>Dark</source>
        <translation>深色</translation>
    </message>
    <message>
        <location filename="../../../app/mien/settings.py"/>
        <source>Language</source>
        <translation>语言</translation>
    </message>
    <message>
        <location filename="../../../app/mien/settings.py"/>
        <source>All words of the window; recordings and exports are always in English.</source>
        <translation>窗口中的所有文字；录制和导出始终使用英文。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/settings.py"/>
        <source>Size of text</source>
        <translation>文字大小</translation>
    </message>
    <message>
        <location filename="../../../app/mien/settings.py"/>
        <source>All words and figures of the window, and those on the picture.</source>
        <translation>窗口中的所有文字和数字，以及画面上的文字。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/settings.py"/>
        <source>The values of one face beside the picture.</source>
        <translation>画面旁一张人脸的数值。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/settings.py"/>
        <source>Saliency map</source>
        <translation>显著性图</translation>
    </message>
    <message>
        <location filename="../../../app/mien/settings.py"/>
        <source>Where people would look, which guides the network. Takes the evidence's place.</source>
        <translation>人们会看向何处，这引导网络。将取代证据图。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/settings.py"/>
        <source>Evidence map</source>
        <translation>证据图</translation>
    </message>
    <message>
        <location filename="../../../app/mien/settings.py"/>
        <source>Which places speak for a value, in yellow, and which against it, in blue: two colours that every kind of colour vision tells apart. Takes the saliency's place.</source>
        <translation>哪些位置支持某个数值（黄色），哪些反对（蓝色）：各种色觉都能区分这两种颜色。将取代显著性图。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/settings.py"/>
        <source>Opacity of the maps</source>
        <translation>图的不透明度</translation>
    </message>
    <message>
        <location filename="../../../app/mien/settings.py"/>
        <source>All three grow evenly lighter and can be read with every kind of colour vision; Cividis looks almost the same to all.</source>
        <translation>三者的亮度均匀递增，各种色觉都能辨读；Cividis 对所有人几乎相同。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/settings.py"/>
        <source>A box around each face, with its number.</source>
        <translation>每张人脸周围的方框及其编号。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/settings.py"/>
        <source>Face oval, eyes, irises, brows, nose and lips.</source>
        <translation>面部轮廓、眼睛、虹膜、眉毛、鼻子和嘴唇。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/settings.py"/>
        <source>What each face looks like most.</source>
        <translation>每张人脸最像什么。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/settings.py"/>
        <source>Smile intensity beside each face, 0 to 5.</source>
        <translation>每张人脸旁的微笑强度，0 至 5。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/settings.py"/>
        <source>The strongest three beside the main face.</source>
        <translation>主要人脸旁显示最强的三个。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/settings.py"/>
        <source>All faces but the main one are covered in grey, and nothing is drawn of them.</source>
        <translation>除主要人脸外，其他人脸都以灰色遮盖，不绘制任何内容。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/settings.py"/>
        <source>The main face enlarged, with the map over it.</source>
        <translation>放大主要人脸，并叠加图。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/settings.py"/>
        <source>The last 30 seconds of the values that are ticked in the side panel.</source>
        <translation>侧栏中所勾选数值的最近 30 秒。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/settings.py"/>
        <source>Mirror cameras</source>
        <translation>镜像摄像头</translation>
    </message>
    <message>
        <location filename="../../../app/mien/settings.py"/>
        <source>Show a camera's picture as in a mirror.</source>
        <translation>像镜子一样显示摄像头的画面。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/settings.py"/>
        <source>Mirror other sources</source>
        <translation>镜像其他来源</translation>
    </message>
    <message>
        <location filename="../../../app/mien/settings.py"/>
        <source>Files, streams and the demo.</source>
        <translation>文件、流和演示。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/settings.py"/>
        <source>Faces at most</source>
        <translation>最多人脸数</translation>
    </message>
    <message>
        <location filename="../../../app/mien/settings.py"/>
        <source>How many faces of a picture are read; fewer are faster.</source>
        <translation>每幅图像读取多少张人脸；越少越快。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/settings.py"/>
        <source>Calm values</source>
        <translation>平稳数值</translation>
    </message>
    <message>
        <location filename="../../../app/mien/settings.py"/>
        <source>Shown values are smoothed: a slow change comes 160 ms later, a quick smile 45 ms. Recordings, exports and other programs always get the raw values.</source>
        <translation>显示的数值经过平滑：缓慢的变化晚 160 毫秒，快速的微笑晚 45 毫秒。录制、导出和其他程序始终获得原始数值。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/settings.py"/>
        <source>A network of your own</source>
        <translation>自己的网络</translation>
    </message>
    <message>
        <location filename="../../../app/mien/settings.py"/>
        <source>An ONNX file with its card, in it or beside it, instead of the one that comes with Mien. 'mien network FILE' checks one.</source>
        <translation>带有模型卡（内含或置于旁边）的 ONNX 文件，用以代替 Mien 自带的网络。“mien network FILE”可检查。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/settings.py"/>
        <source>The network runs on</source>
        <translation>网络运行于</translation>
    </message>
    <message>
        <location filename="../../../app/mien/settings.py"/>
        <source>Changes at once; the diagnostics page (F12) says why one cannot be used.</source>
        <translation>立即更改；诊断页面（F12）说明为何某个设备无法使用。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/settings.py"/>
        <source>What is kept</source>
        <translation>保存内容</translation>
    </message>
    <message>
        <location filename="../../../app/mien/settings.py"/>
        <source>Values, places and landmarks of the faces are always kept.</source>
        <translation>人脸的数值、位置和关键点始终保存。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/settings.py"/>
        <source>Clean video</source>
        <translation>原始视频</translation>
    </message>
    <message>
        <location filename="../../../app/mien/settings.py"/>
        <source>Annotated video</source>
        <translation>带标注的视频</translation>
    </message>
    <message>
        <location filename="../../../app/mien/settings.py"/>
        <source>Clean and annotated video</source>
        <translation>原始视频和带标注的视频</translation>
    </message>
    <message>
        <location filename="../../../app/mien/settings.py"/>
        <source>Numbers only, no picture</source>
        <translation>只有数值，无图像</translation>
    </message>
    <message>
        <location filename="../../../app/mien/settings.py"/>
        <source>Every face that is found is made unrecognisable in the pictures that are kept; one that is never found is not.</source>
        <translation>在保存的图像中，每张被找到的人脸都会变得无法辨认；从未被找到的则不会。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/settings.py"/>
        <source>Coding of videos</source>
        <translation>视频编码</translation>
    </message>
    <message>
        <location filename="../../../app/mien/settings.py"/>
        <source>MPEG-4 can be written on every system. H.264 files are smaller and more players show them, where this system has an encoder for it.</source>
        <translation>MPEG-4 在任何系统上都能写入。H.264 文件更小，更多播放器能播放，前提是此系统有相应的编码器。</translation>
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
        <translation>倒计时</translation>
    </message>
    <message>
        <location filename="../../../app/mien/settings.py"/>
        <source>Before a recording begins.</source>
        <translation>在录制开始之前。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/settings.py"/>
        <source>s</source>
        <translation>秒</translation>
    </message>
    <message>
        <location filename="../../../app/mien/settings.py"/>
        <source>Folder of recordings</source>
        <translation>录制文件夹</translation>
    </message>
    <message>
        <location filename="../../../app/mien/settings.py"/>
        <source>Where sessions go; the usual place where none is chosen.</source>
        <translation>会话的保存位置；未选择时为默认位置。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/settings.py"/>
        <source>Lab Streaming Layer</source>
        <translation>Lab Streaming Layer</translation>
    </message>
    <message>
        <location filename="../../../app/mien/settings.py"/>
        <source>The main face's values as a stream, and the markers as another.</source>
        <translation>主要人脸的数值为一个流，标记为另一个流。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/settings.py"/>
        <source>Where the streams are announced</source>
        <translation>流的公布范围</translation>
    </message>
    <message>
        <location filename="../../../app/mien/settings.py"/>
        <source>Another choice holds from the next start on.</source>
        <translation>更改在下次启动后生效。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/settings.py"/>
        <source>This computer</source>
        <translation>这台电脑</translation>
    </message>
    <message>
        <location filename="../../../app/mien/settings.py"/>
        <source>The local network</source>
        <translation>本地网络</translation>
    </message>
    <message>
        <location filename="../../../app/mien/settings.py"/>
        <source>Markers of other programs</source>
        <translation>其他程序的标记</translation>
    </message>
    <message>
        <location filename="../../../app/mien/settings.py"/>
        <source>Markers that come in by Lab Streaming Layer go into the recording.</source>
        <translation>通过 Lab Streaming Layer 收到的标记会写入录制。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/settings.py"/>
        <source>Name of the marker stream</source>
        <translation>标记流的名称</translation>
    </message>
    <message>
        <location filename="../../../app/mien/settings.py"/>
        <source>Empty for the first one that is found.</source>
        <translation>留空则使用找到的第一个。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/settings.py"/>
        <source>OSC</source>
        <translation>OSC</translation>
    </message>
    <message>
        <location filename="../../../app/mien/settings.py"/>
        <source>For programs of music and light, over UDP.</source>
        <translation>用于音乐和灯光程序，通过 UDP。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/settings.py"/>
        <source>OSC: to this host</source>
        <translation>OSC：发送到此主机</translation>
    </message>
    <message>
        <location filename="../../../app/mien/settings.py"/>
        <source>127.0.0.1 is this computer.</source>
        <translation>127.0.0.1 即这台电脑。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/settings.py"/>
        <source>OSC: to this port</source>
        <translation>OSC：发送到此端口</translation>
    </message>
    <message>
        <location filename="../../../app/mien/settings.py"/>
        <source>1 to 65535.</source>
        <translation>1 至 65535。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/settings.py"/>
        <source>WebSocket</source>
        <translation>WebSocket</translation>
    </message>
    <message>
        <location filename="../../../app/mien/settings.py"/>
        <source>Lines of JSON for receivers that know the token; mien stream --schema describes them.</source>
        <translation>向知道令牌的接收端发送 JSON 行；mien stream --schema 对其作出说明。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/settings.py"/>
        <source>WebSocket: heard at this address</source>
        <translation>WebSocket：监听此地址</translation>
    </message>
    <message>
        <location filename="../../../app/mien/settings.py"/>
        <source>127.0.0.1 lets only this computer in, 0.0.0.0 others too.</source>
        <translation>127.0.0.1 只允许这台电脑，0.0.0.0 也允许其他计算机。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/settings.py"/>
        <source>WebSocket: at this port</source>
        <translation>WebSocket：此端口</translation>
    </message>
    <message>
        <location filename="../../../app/mien/settings.py"/>
        <source>Virtual camera</source>
        <translation>虚拟摄像头</translation>
    </message>
    <message>
        <location filename="../../../app/mien/settings.py"/>
        <source>The picture with its overlays, as a camera that other programs can choose.</source>
        <translation>带叠加层的画面，作为其他程序可选择的摄像头。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/settings_file.py"/>
        <source>{name} could not be written ({reason}). Choose another place.</source>
        <translation>无法写入 {name}（{reason}）。请选择其他位置。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/settings_file.py"/>
        <source>{name} could not be read ({reason}).</source>
        <translation>无法读取 {name}（{reason}）。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/settings_file.py"/>
        <source>{name} holds no settings of Mien. Choose a file that was exported there. Nothing was changed.</source>
        <translation>{name} 中没有 Mien 的设置。请选择由其导出的文件。未作任何更改。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/settings_file.py"/>
        <source>{name} was not imported, as “{title}” cannot be {value}. Nothing was changed.</source>
        <translation>未导入 {name}，因为“{title}”不能为 {value}。未作任何更改。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/settings_file.py"/>
        <source>The settings could not be read ({reason}): defaults are used.</source>
        <translation>无法读取设置（{reason}）：使用默认值。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/settings_file.py"/>
        <source>The settings file is broken and could not be set aside: defaults are used.</source>
        <translation>设置文件已损坏且无法移开：使用默认值。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/settings_file.py"/>
        <source>The settings file was broken: defaults are used, the old file is kept as {name}.</source>
        <translation>设置文件已损坏：使用默认值，旧文件保留为 {name}。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/settings_file.py"/>
        <source>The environment variable {variable} cannot be '{value}': change it or take it away.</source>
        <translation>环境变量 {variable} 不能为“{value}”：请更改或移除。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/sources/choosing.py"/>
        <source>The system does not answer when asked for its cameras: unplug the camera, plug it in again and retry.</source>
        <translation>查询摄像头时系统无响应：请拔下摄像头，重新插入后重试。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/sources/choosing.py"/>
        <source>There is no camera '{wanted}': choose one of {there}.</source>
        <translation>没有摄像头“{wanted}”：请从 {there} 中选择。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/sources/folder.py"/>
        <source>The folder {folder} cannot be listed: check that you may read it.</source>
        <translation>无法列出文件夹 {folder}：请检查是否有读取权限。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/sources/folder.py"/>
        <source>The folder {folder} holds no image: choose one with images, or a video file.</source>
        <translation>文件夹 {folder} 中没有图像：请选择含图像的文件夹，或视频文件。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/sources/folder.py"/>
        <source>None of the {count} images in {name} can be read. {problem}</source>
        <translation>{name} 中的 {count} 幅图像都无法读取。{problem}</translation>
    </message>
    <message>
        <location filename="../../../app/mien/sources/folder.py"/>
        <location filename="../../../app/mien/sources/opening.py"/>
        <source>{path} may not be read: ask for the right to read it.</source>
        <translation>无权读取 {path}：请申请读取权限。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/sources/folder.py"/>
        <source>{path} cannot be read from the disk: {reason}.</source>
        <translation>无法从磁盘读取 {path}：{reason}。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/sources/images.py"/>
        <source>{name} is empty (0 bytes): choose another image.</source>
        <translation>{name} 为空（0 字节）：请选择其他图像。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/sources/images.py"/>
        <source>{name} is not an image that Mien can read: use JPEG, PNG or WebP.</source>
        <translation>{name} 不是 Mien 能读取的图像：请使用 JPEG、PNG 或 WebP。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/sources/images.py"/>
        <source>{name} is a HEIC photo, which Mien cannot read: save it as JPEG.</source>
        <translation>{name} 是 Mien 无法读取的 HEIC 照片：请另存为 JPEG。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/sources/images.py"/>
        <source>{name} is damaged or cut short: copy it again or choose another image.</source>
        <translation>{name} 已损坏或不完整：请重新复制，或选择其他图像。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/sources/images.py"/>
        <source>{name} has {width} x {height} pixels, over {limit} million: scale it down first.</source>
        <translation>{name} 有 {width} x {height} 像素，超过 {limit} 百万：请先缩小。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/sources/libav.py"/>
        <source>{name} holds only sound: choose something with a picture.</source>
        <translation>{name} 只有声音：请选择有图像的内容。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/sources/libav.py"/>
        <source>{name} holds no video: choose something with a picture.</source>
        <translation>{name} 不含视频：请选择有图像的内容。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/sources/libav.py"/>
        <source>{name} is coded in a way that Mien cannot read: convert it to H.264.</source>
        <translation>{name} 的编码 Mien 无法读取：请转换为 H.264。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/sources/opening.py"/>
        <source>No source is named: give 'demo', 'camera', an address or a file.</source>
        <translation>未指定来源：请给出“demo”、“camera”、地址或文件。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/sources/opening.py"/>
        <source>Addresses that begin with '{scheme}://' cannot be opened: use http, https or rtsp.</source>
        <translation>无法打开以“{scheme}://”开头的地址：请使用 http、https 或 rtsp。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/sources/opening.py"/>
        <source>There is no file or folder {path}: check the path.</source>
        <translation>没有文件或文件夹 {path}：请检查路径。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/sources/opening.py"/>
        <source>{path} is neither a file nor a folder: choose a video or an image.</source>
        <translation>{path} 既不是文件也不是文件夹：请选择视频或图像。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/sources/refusals.py"/>
        <source>The camera {name} is in use by {programs}: close that program and try again.</source>
        <translation>摄像头 {name} 正被 {programs} 占用：请关闭该程序后重试。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/sources/refusals.py"/>
        <source>The camera {name} is in use by another program: close that program and try again.</source>
        <translation>摄像头 {name} 正被其他程序占用：请关闭该程序后重试。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/sources/refusals.py"/>
        <source>The camera {name} gives no picture: it is probably in use by another program; close that program and try again.</source>
        <translation>摄像头 {name} 没有图像：可能正被其他程序占用；请关闭该程序后重试。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/sources/refusals.py"/>
        <source>There is no camera at {path}: plug it in, or choose another one.</source>
        <translation>{path} 处没有摄像头：请插入，或选择其他摄像头。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/sources/refusals.py"/>
        <source>The camera {name} was unplugged: plug it in again.</source>
        <translation>摄像头 {name} 已拔出：请重新插入。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/sources/refusals.py"/>
        <source>The camera {name} gives no more pictures: check its cable, then plug it in again.</source>
        <translation>摄像头 {name} 不再提供图像：请检查线缆，然后重新插入。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/sources/refusals.py"/>
        <source>The camera {name} cannot be opened: allow it in System Settings, Privacy &amp; Security, Camera, for the program that started Mien, and close other programs that use it.</source>
        <translation>无法打开摄像头 {name}：请在“系统设置”的“隐私与安全性”、“摄像头”中允许启动 Mien 的程序使用，并关闭其他占用它的程序。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/sources/refusals.py"/>
        <source>The camera {name} cannot be opened: allow it in Settings, Privacy &amp; security, Camera, 'Let desktop apps access your camera', and close other programs that use it.</source>
        <translation>无法打开摄像头 {name}：请在“设置”的“隐私和安全性”、“相机”中开启“允许桌面应用访问相机”，并关闭其他占用它的程序。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/sources/refusals.py"/>
        <source>The camera {name} is kept from this Flatpak: run flatpak override --user --device=all {app} and start Mien again.</source>
        <translation>此 Flatpak 无法访问摄像头 {name}：请运行 flatpak override --user --device=all {app} 并重新启动 Mien。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/sources/refusals.py"/>
        <source>The camera {name} is kept from this snap: run sudo snap connect {app}:camera and start Mien again.</source>
        <translation>此 snap 无法访问摄像头 {name}：请运行 sudo snap connect {app}:camera 并重新启动 Mien。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/sources/refusals.py"/>
        <source>The camera {name} is kept from this container: start it with --device {path}.</source>
        <translation>此容器无法访问摄像头 {name}：请使用 --device {path} 启动容器。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/sources/refusals.py"/>
        <source>You may not use the camera {name}: join the group '{group}' (sudo usermod -aG {group} $USER) and log in again.</source>
        <translation>您无权使用摄像头 {name}：请加入用户组“{group}”（sudo usermod -aG {group} $USER）并重新登录。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/sources/stream.py"/>
        <source>The stream {name} broke off: check the network and its sender.</source>
        <translation>流 {name} 中断：请检查网络和发送端。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/sources/stream.py"/>
        <source>{name} is a file, not a live stream: download it and open the file.</source>
        <translation>{name} 是文件，不是直播流：请下载后打开文件。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/sources/stream.py"/>
        <source>{name} asks for a name and password: write them as http://name:password@host.</source>
        <translation>{name} 需要用户名和密码：请写成 http://name:password@host。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/sources/stream.py"/>
        <source>There is nothing at {name}: check the address.</source>
        <translation>{name} 处没有内容：请检查地址。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/sources/stream.py"/>
        <source>{name} refuses the connection: check that the stream is running.</source>
        <translation>{name} 拒绝连接：请检查流是否正在运行。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/sources/stream.py"/>
        <source>{name} did not answer within {timeout_s:g} s: check the address and the network.</source>
        <translation>{name} 在 {timeout_s:g} 秒内没有响应：请检查地址和网络。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/sources/stream.py"/>
        <source>{name} is not a video stream: check the address.</source>
        <translation>{name} 不是视频流：请检查地址。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/sources/stream.py"/>
        <source>{name} cannot be reached: check the address and the network.</source>
        <translation>无法连接 {name}：请检查地址和网络。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/sources/video.py"/>
        <source>{name} has no frame that can be decoded: it is damaged or cut short.</source>
        <translation>{name} 没有可解码的帧：已损坏或不完整。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/sources/video.py"/>
        <source>{name} ends {left_s:.1f} s before its stated end: it was cut short.</source>
        <translation>{name} 比标明的结尾早 {left_s:.1f} 秒结束：文件不完整。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/sources/video.py"/>
        <source>{name} is damaged: some of its frames were left out.</source>
        <translation>{name} 已损坏：部分帧被略过。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/sources/video.py"/>
        <source>{name} is empty (0 bytes): choose another video.</source>
        <translation>{name} 为空（0 字节）：请选择其他视频。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/sources/video.py"/>
        <source>There is no file {name}: check the path.</source>
        <translation>没有文件 {name}：请检查路径。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/sources/video.py"/>
        <source>{name} may not be read: ask for the right to read it.</source>
        <translation>无权读取 {name}：请申请读取权限。</translation>
    </message>
    <message>
        <location filename="../../../app/mien/sources/video.py"/>
        <source>{name} is not a video that can be read, or it is damaged: try MP4, MKV or WebM.</source>
        <translation>{name} 不是可读取的视频，或已损坏：请尝试 MP4、MKV 或 WebM。</translation>
    </message>
</context>
</TS>
