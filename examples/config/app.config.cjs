// A configuration that a tool loads with require(), made of what takes promises to find out. Node 20.19 and newer can
// require() ES modules such as tsyncio, and run the coroutine to its end meanwhile.
const { exported, Thread } = require("tsyncio");
const { loadSettings, url } = require("./load-settings.js");

module.exports = new Thread(exported(url, loadSettings), ["production"]).start().join();
