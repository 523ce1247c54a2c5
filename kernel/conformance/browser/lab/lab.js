// A page with one notebook in JupyterLab's own components: /static/lab.html?notebook.ipynb
import { CodeMirrorEditorFactory, CodeMirrorMimeTypeService, EditorExtensionRegistry, EditorLanguageRegistry, EditorThemeRegistry, ybinding } from '@jupyterlab/codemirror';
import { Context } from '@jupyterlab/docregistry';
import { createMarkdownParser } from '@jupyterlab/markedparser-extension';
import { MathJaxTypesetter } from '@jupyterlab/mathjax-extension';
import { rendererFactory as json } from '@jupyterlab/json-extension';
import { NotebookActions, NotebookModelFactory, NotebookPanel, NotebookWidgetFactory, StaticNotebook } from '@jupyterlab/notebook';
import { RenderMimeRegistry, standardRendererFactories } from '@jupyterlab/rendermime';
import { ServiceManager } from '@jupyterlab/services';
import { MessageLoop } from '@lumino/messaging';
import { Widget } from '@lumino/widgets';
import './lab.css';

function editors() {
  const themes = new EditorThemeRegistry();
  for (const theme of EditorThemeRegistry.getDefaultThemes()) themes.addTheme(theme);
  const languages = new EditorLanguageRegistry();
  for (const language of EditorLanguageRegistry.getDefaultLanguages()) languages.addLanguage(language);
  const extensions = new EditorExtensionRegistry();
  for (const extension of EditorExtensionRegistry.getDefaultExtensions({ themes })) extensions.addExtension(extension);
  extensions.addExtension({
    name: 'shared-model-binding',
    factory: options => EditorExtensionRegistry.createImmutableExtension(
      ybinding({ ytext: options.model.sharedModel.ysource, undoManager: options.model.sharedModel.undoManager ?? undefined })),
  });
  return { languages, factory: new CodeMirrorEditorFactory({ extensions, languages }) };
}

async function main() {
  const { languages, factory } = editors();
  const rendermime = new RenderMimeRegistry({
    initialFactories: standardRendererFactories,
    latexTypesetter: new MathJaxTypesetter(),
    markdownParser: createMarkdownParser(languages),
  });
  rendermime.addFactory(json, 0);
  const manager = new ServiceManager();
  await manager.ready;
  const context = new Context({
    manager,
    factory: new NotebookModelFactory({}),
    path: decodeURIComponent(location.search.slice(1)),
    kernelPreference: { name: 'harmonium', shouldStart: true, canStart: true, autoStartDefault: true },
  });
  const panels = new NotebookWidgetFactory({
    name: 'Notebook', fileTypes: ['notebook'], rendermime,
    contentFactory: new NotebookPanel.ContentFactory({ editorFactory: factory.newInlineEditor }),
    mimeTypeService: new CodeMirrorMimeTypeService(languages),
    notebookConfig: { ...StaticNotebook.defaultNotebookConfig, windowingMode: 'none' },
  });
  const panel = panels.createNew(context);
  Widget.attach(panel, document.body);
  window.addEventListener('resize', () => MessageLoop.sendMessage(panel, Widget.ResizeMessage.UnknownSize));
  await context.initialize(false);
  await context.sessionContext.initialize();
  await context.ready;
  await context.sessionContext.ready;
  await context.sessionContext.session.kernel.info;
  const cells = () => panel.content.widgets;
  // What the tests drive it by; both front ends have the same four functions.
  window.harness = {
    clear: () => NotebookActions.clearAllOutputs(panel.content),
    run: () => { NotebookActions.runAll(panel.content, context.sessionContext); },
    done: () => cells().filter(c => c.model.type === 'code' && c.model.sharedModel.getSource().trim()).every(c => c.model.executionCount != null && c.model.executionState === 'idle'),
    save: () => context.save(),
  };
}

main().catch(e => { window.failed = String(e && e.stack || e); console.error(e); });
