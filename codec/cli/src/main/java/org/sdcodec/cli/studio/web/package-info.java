/** HTTP for one page and its interface: who may ask, requests, answers, the page's own files. */
package org.sdcodec.cli.studio.web;
