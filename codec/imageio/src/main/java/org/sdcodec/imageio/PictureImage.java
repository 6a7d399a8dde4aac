package org.sdcodec.imageio;

import java.awt.Rectangle;
import java.awt.image.ColorModel;
import java.awt.image.ComponentColorModel;
import java.awt.image.DataBuffer;
import java.awt.image.Raster;
import java.awt.image.RenderedImage;
import java.awt.image.SampleModel;
import java.awt.image.WritableRaster;
import java.util.Vector;
import org.sdcodec.Picture;
import org.sdcodec.imageio.color.GamutProfiles;

/** A picture as an image of which no copy is made: writers ask for some rows at a time. */
final class PictureImage implements RenderedImage {
    /** Rows of a tile. */
    private static final int TILE_ROWS = 16;

    private final Picture picture;
    private final ColorModel model;
    private final SampleModel samples;

    PictureImage(Picture picture) {
        this.picture = picture;
        int transparency = picture.hasAlpha() ? ColorModel.TRANSLUCENT : ColorModel.OPAQUE;
        this.model = new ComponentColorModel(
                GamutProfiles.space(picture.gamut()), picture.hasAlpha(), false, transparency, DataBuffer.TYPE_BYTE);
        this.samples = model.createCompatibleSampleModel(picture.width(), TILE_ROWS);
    }

    @Override
    public Raster getData(Rectangle part) {
        WritableRaster raster = model.createCompatibleWritableRaster(part.width, part.height)
                .createWritableTranslatedChild(part.x, part.y);
        copy(raster);
        return raster;
    }

    @Override
    public Raster getData() {
        return getData(new Rectangle(0, 0, getWidth(), getHeight()));
    }

    @Override
    public Raster getTile(int tileX, int tileY) {
        int y = tileY * TILE_ROWS;
        return getData(new Rectangle(0, y, getWidth(), Math.min(TILE_ROWS, getHeight() - y)));
    }

    @Override
    public WritableRaster copyData(WritableRaster raster) {
        WritableRaster target = raster == null ? model.createCompatibleWritableRaster(getWidth(), getHeight()) : raster;
        copy(target);
        return target;
    }

    private void copy(WritableRaster target) {
        int width = target.getWidth();
        int bands = picture.hasAlpha() ? 4 : 3;
        int[] argb = new int[width];
        byte[] row = new byte[bands * width];
        for (int y = target.getMinY(); y < target.getMinY() + target.getHeight(); y++) {
            picture.rows().copy(y, target.getMinX(), width, argb, 0);
            for (int x = 0, at = 0; x < width; x++, at += bands) {
                row[at] = (byte) (argb[x] >> 16);
                row[at + 1] = (byte) (argb[x] >> 8);
                row[at + 2] = (byte) argb[x];
                if (bands == 4) {
                    row[at + 3] = (byte) (argb[x] >> 24);
                }
            }
            target.setDataElements(target.getMinX(), y, width, 1, row);
        }
    }

    @Override
    public ColorModel getColorModel() {
        return model;
    }

    @Override
    public SampleModel getSampleModel() {
        return samples;
    }

    @Override
    public int getWidth() {
        return picture.width();
    }

    @Override
    public int getHeight() {
        return picture.height();
    }

    @Override
    public int getMinX() {
        return 0;
    }

    @Override
    public int getMinY() {
        return 0;
    }

    @Override
    public int getNumXTiles() {
        return 1;
    }

    @Override
    public int getNumYTiles() {
        return (getHeight() + TILE_ROWS - 1) / TILE_ROWS;
    }

    @Override
    public int getMinTileX() {
        return 0;
    }

    @Override
    public int getMinTileY() {
        return 0;
    }

    @Override
    public int getTileWidth() {
        return getWidth();
    }

    @Override
    public int getTileHeight() {
        return TILE_ROWS;
    }

    @Override
    public int getTileGridXOffset() {
        return 0;
    }

    @Override
    public int getTileGridYOffset() {
        return 0;
    }

    @Override
    public Vector<RenderedImage> getSources() {
        return null;
    }

    @Override
    public Object getProperty(String name) {
        return null;
    }

    @Override
    public String[] getPropertyNames() {
        return null;
    }
}
