// Builds the page of JupyterLab's components into build/: node build.js
const esbuild = require('esbuild');
const fs = require('fs');
const path = require('path');

const at = name => path.join(__dirname, name);

// A style that is imported as ~package/style.css is a package's.
const tilde = { name: 'tilde', setup(build) {
  build.onResolve({ filter: /^~/ }, args => build.resolve(args.path.slice(1), { kind: args.kind, resolveDir: __dirname }));
} };

esbuild.build({
  entryPoints: [at('lab.js')], outfile: at('build/lab.js'), bundle: true, minify: true, absWorkingDir: __dirname, plugins: [tilde], logLevel: 'error',
  loader: { '.svg': 'text', '.woff': 'dataurl', '.woff2': 'dataurl', '.ttf': 'dataurl', '.eot': 'dataurl', '.png': 'dataurl', '.md': 'text' },
  alias: { path: 'path-browserify' },
  define: { 'process.env.NODE_ENV': '"production"', global: 'window', process: '{"env":{}}', __dirname: '"/"' },
}).then(() => fs.copyFileSync(at('lab.html'), at('build/lab.html')), () => process.exit(1));
